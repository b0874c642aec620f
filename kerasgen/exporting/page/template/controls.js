// A slider for each number, those first that do most, and a choice of names for each category.

import { make } from "elements.js";

const SHOWN = 16;

export function sliders(explorer, root, more) {
  let rows = [];

  function build() {
    rows = explorer.reals.flatMap((input) =>
      input.effect.map((effect, place) => row(explorer, input, place, effect)),
    );
    rows.sort((one, other) => other.effect - one.effect);
    const most = rows[0]?.effect || 1;
    for (const { element, effect } of rows) {
      element.style.setProperty("--effect", Math.sqrt(effect / most).toFixed(3));
    }
    root.replaceChildren(...rows.slice(0, SHOWN).map(({ element }) => element));
    more.hidden = rows.length <= SHOWN;
    more.textContent = `Show all ${rows.length}`;
    update();
  }

  function update() {
    for (const { update } of rows) update();
  }

  more.addEventListener("click", () => {
    root.replaceChildren(...rows.map(({ element }) => element));
    more.hidden = true;
  });
  explorer.addEventListener("maker", build);
  explorer.addEventListener("moved", update);
  build();
}

function row(explorer, { name, low, high, centre, meaning }, place, effect) {
  const slider = make("input", {
    type: "range", min: low[place], max: high[place], step: "any", name: `${name} ${place}`,
  });
  const value = make("output");
  const shown = centre.length === 1 ? name : `${name} ${place}`;
  slider.addEventListener("input", () => {
    const values = [...explorer.state[name]];
    values[place] = Number(slider.value);
    explorer.choose({ [name]: values });
  });
  return {
    effect,
    element: make("label", { className: "slider", title: meaning }, make("span", {}, shown), slider, value),
    update() {
      slider.value = explorer.state[name][place];
      value.textContent = explorer.state[name][place].toFixed(2);
    },
  };
}

const CHIPS = 20; // names that are shown side by side; more of them stand in a list

export function conditions(explorer, root) {
  let updates = [];

  function build() {
    const named = explorer.maker.inputs.filter((input) => input.names);
    const built = named.map((input) => (input.names.length > CHIPS ? list : chips)(explorer, input));
    root.replaceChildren(...built.map(({ element }) => element));
    updates = built.map(({ update }) => update);
    update();
  }

  function update() {
    for (const update of updates) update();
  }

  explorer.addEventListener("maker", build);
  explorer.addEventListener("moved", update);
  build();
}

function chips(explorer, { name, names }) {
  const radios = names.map((_, number) => {
    const radio = make("input", { type: "radio", name, value: number });
    radio.addEventListener("change", () => explorer.choose({ [name]: number }));
    return radio;
  });
  const labels = names.map((text, number) => make("label", { className: "chip" }, radios[number], text));
  return {
    element: make("fieldset", {}, make("legend", {}, name), ...labels),
    update: () => (radios[explorer.state[name]].checked = true),
  };
}

function list(explorer, { name, names }) {
  const options = names.map((text, number) => make("option", { value: number }, text));
  const select = make("select", { name }, ...options);
  select.addEventListener("change", () => explorer.choose({ [name]: Number(select.value) }));
  return {
    element: make("label", { className: "listed" }, `${name} `, select),
    update: () => (select.value = explorer.state[name]),
  };
}

/** A choice of the function that makes examples, where there are several. */
export function makers(explorer, root) {
  const { makers } = explorer.data;
  if (makers.length < 2) return;
  const radios = makers.map(({ function: name }) => {
    const radio = make("input", { type: "radio", name: "maker", value: name });
    radio.addEventListener("change", () => explorer.use(name));
    return radio;
  });
  const words = { generate: "from the prior", decode: "from codes" };
  const labels = makers.map(({ function: name }, number) =>
    make("label", { className: "chip" }, radios[number], `${name} ${words[name] ?? ""}`),
  );
  root.replaceChildren(...labels);
  root.hidden = false;
  const update = () => {
    for (const radio of radios) radio.checked = radio.value === explorer.maker.function;
  };
  explorer.addEventListener("maker", update);
  update();
}
