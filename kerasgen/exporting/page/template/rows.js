// Rows of examples: on the way between two, and along each latent.

import { draw } from "drawing.js";
import { byId, calmed, make } from "elements.js";

const COLUMNS = 9;
const TRAVERSED = 6;

/** A row of small examples; a click on one chooses it. */
function strip(explorer, root) {
  let states = [];
  const cells = Array.from({ length: COLUMNS }, (_, number) => {
    const canvas = make("canvas");
    const button = make("button", { className: "cell" }, canvas);
    button.addEventListener("click", () => explorer.choose(states[number]));
    return { canvas, button };
  });
  root.append(...cells.map(({ button }) => button));
  return {
    cells,
    async fill(wanted, names) {
      states = wanted;
      const made = await explorer.make(wanted);
      if (states !== wanted) return; // others were asked for while these were made
      cells.forEach(({ canvas, button }, number) => {
        draw(canvas, made[number], explorer.data);
        button.ariaLabel = names(number);
      });
    },
  };
}

const share = (number) => number / (COLUMNS - 1);

export function interpolation(explorer, root) {
  const row = strip(explorer, root);
  let start, end;

  function begin() {
    const { draws, codes } = explorer.maker;
    const rows = codes ?? draws;
    start = explorer.row(rows, 0);
    end = explorer.row(rows, 1);
    fill();
  }

  function fill() {
    const states = Array.from({ length: COLUMNS }, (_, n) => between(explorer, start, end, share(n)));
    row.fill(states, (number) => `${Math.round(100 * share(number))}% of the way`);
  }

  byId("start").addEventListener("click", () => {
    start = explorer.state;
    fill();
  });
  byId("end").addEventListener("click", () => {
    end = explorer.state;
    fill();
  });
  explorer.addEventListener("maker", begin);
  begin();
}

/** Numbers on the way between two inputs; names change in the middle. */
function between(explorer, start, end, share) {
  return Object.fromEntries(
    explorer.maker.inputs.map(({ name, names, arc }) => [
      name,
      names ? (share < 0.5 ? start : end)[name] : (arc ? onArc : onLine)(start[name], end[name], share),
    ]),
  );
}

const onLine = (start, end, share) =>
  start.map((value, number) => value + share * (end[number] - value));

/** As `kerasgen.formulas.interpolation.spherical`: on the way a Gaussian draw keeps its length. */
function onArc(start, end, share) {
  const radii = [start, end].map((point) => Math.hypot(...point));
  const units = [start, end].map((point, which) => point.map((v) => v / Math.max(radii[which], 1e-12)));
  const cosine = units[0].reduce((sum, value, number) => sum + value * units[1][number], 0);
  const angle = Math.max(Math.acos(Math.min(1, Math.max(-1, cosine))), 1e-6);
  const radius = radii[0] + share * (radii[1] - radii[0]);
  const [first, second] = [(1 - share) * angle, share * angle].map(Math.sin);
  return units[0].map(
    (value, number) => (radius * (first * value + second * units[1][number])) / Math.sin(angle),
  );
}

export function traversals(explorer, root) {
  let rows = [];

  function build() {
    const latents = explorer.reals.flatMap((input) =>
      input.effect.map((effect, place) => ({ input, place, effect })),
    );
    latents.sort((one, other) => other.effect - one.effect);
    rows = latents.slice(0, TRAVERSED).map(({ input, place }) => {
      const cells = make("div", { className: "strip", role: "group" });
      const name = input.centre.length === 1 ? input.name : `${input.name} ${place}`;
      const element = make("div", { className: "traversal" }, make("span", {}, name), cells);
      return { element, input, place, name, strip: strip(explorer, cells) };
    });
    root.replaceChildren(...rows.map(({ element }) => element));
    fill();
  }

  async function fill() {
    const from = explorer.chosen;
    for (const { input, place, name, strip } of rows) {
      if (explorer.chosen !== from) return;
      const { low, high } = input;
      const values = Array.from(
        { length: COLUMNS },
        (_, number) => (1 - share(number)) * low[place] + share(number) * high[place],
      );
      const states = values.map((value) => ({
        ...from,
        [input.name]: from[input.name].with(place, value),
      }));
      await strip.fill(states, (number) => `${name} at ${values[number].toFixed(2)}`);
      await new Promise((resolve) => setTimeout(resolve)); // the pointer goes first
    }
  }

  explorer.addEventListener("maker", build);
  explorer.addEventListener("chosen", calmed(fill));
  build();
}
