// What the model reads in an example that is drawn, opened, dropped or taken from the test data.

import { colour, draw } from "drawing.js";
import { byId, calmed, make } from "elements.js";
import { run } from "functions.js";

const ENLARGED = 8; // pixels of the pad for one of a picture
const LISTED = 10;

export function reading(explorer) {
  const { data } = explorer;
  if (!data.readers.length || !(data.kind === "picture" || data.examples.length)) return;
  byId("reading").hidden = false;
  const isPicture = data.kind === "picture";
  byId("drawing").hidden = !isPicture;
  byId("reading-note").textContent = isPicture
    ? "Draw in the field, open or drop a picture, or choose a test example: beside it stands what is read."
    : "Choose a test example: beside it stands what is read.";
  const read = (values) => readExample(explorer, values);
  if (isPicture) pad(data, byId("pad"), read);
  const cells = data.examples.map((values, number) => {
    const canvas = make("canvas");
    draw(canvas, values, data);
    const button = make("button", { className: "cell", ariaLabel: `Test example ${number}` }, canvas);
    button.addEventListener("click", () => read(values));
    return button;
  });
  byId("examples").append(...cells);
}

/** Run all that reads an example, show what it finds, and make an example of it. */
async function readExample(explorer, values) {
  const { data } = explorer;
  draw(byId("given"), values, data);
  byId("given").parentElement.hidden = false;
  const goal = data.readers.findLast((reader) => reader.of)?.of;
  if (goal) explorer.use(goal);
  const taken = Object.fromEntries(explorer.maker.inputs.map((input) => [input.name, input]));
  const found = {};
  const shown = [];
  for (const reader of data.readers) {
    const known = { ...explorer.state, ...found };
    const outputs = await run(reader.function, inputsOf(reader, values, known, data));
    for (const [output, names] of Object.entries(reader.outputs)) {
      const numbers = Array.from(outputs[output]);
      shown.push(names ? bars(output, numbers, names) : chart(output, numbers));
      const input = taken[reader.sets[output]];
      if (input) found[input.name] = input.names ? numbers.indexOf(Math.max(...numbers)) : numbers;
    }
  }
  byId("readings").replaceChildren(...shown);
  if (goal) {
    explorer.choose(found);
    const [made] = await explorer.make([explorer.state]);
    draw(byId("reconstruction"), made, data);
    byId("reconstruction").parentElement.hidden = false;
  }
}

function inputsOf(reader, values, known, data) {
  return Object.fromEntries(
    reader.inputs.map((name) => [
      name,
      name === "data"
        ? { values, shape: [1, ...data.shape] }
        : { values: [known[name]], shape: [1], whole: true },
    ]),
  );
}

function bars(title, numbers, names) {
  const order = numbers.map((_, number) => number);
  if (order.length > LISTED) order.sort((one, other) => numbers[other] - numbers[one]);
  const rows = order.slice(0, LISTED).map((number) => {
    const bar = make("i");
    bar.style.width = `${100 * numbers[number]}%`;
    const share = `${(100 * numbers[number]).toFixed(0)}%`;
    return make("div", { className: "bar" }, make("span", {}, names[number]), make("b", {}, bar), share);
  });
  return make("div", { className: "reading" }, make("h3", {}, title), ...rows);
}

function chart(title, numbers) {
  const text = numbers.length === 1 ? numbers[0].toFixed(2) : "";
  const heading = make("h3", {}, title.replace("_", " "));
  if (text) return make("div", { className: "reading" }, heading, text);
  const most = Math.max(...numbers.map(Math.abs), 1e-9);
  const columns = numbers.map((value, number) => {
    const column = make("i", { title: `${number}: ${value.toFixed(2)}` });
    column.style.height = `${(50 * Math.abs(value)) / most}%`;
    column.style[value < 0 ? "top" : "bottom"] = "50%";
    return make("b", {}, column);
  });
  const note = make("small", {}, `from ${(-most).toFixed(1)} to ${most.toFixed(1)}`);
  return make("div", { className: "reading" }, heading, make("div", { className: "code" }, ...columns), note);
}

/** A field to draw on, which pictures can be dropped on too. */
function pad(data, canvas, read) {
  const [height, width] = data.shape;
  const zoom = Math.max(1, Math.min(ENLARGED, Math.floor(480 / Math.max(width, height))));
  canvas.width = zoom * width;
  canvas.height = zoom * height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const [paper, ink] = data.dark ? ["#000", "#fff"] : ["#fff", "#000"];
  const small = make("canvas", { width, height });
  const chooser = { type: "color", value: colour(1, 10), ariaLabel: "Colour" };
  const hand = data.shape[2] === 3 ? make("input", chooser) : null;
  if (hand) byId("clear").before(hand);

  function clear() {
    context.fillStyle = paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }

  function readPad() {
    const shrunk = small.getContext("2d", { willReadFrequently: true });
    shrunk.imageSmoothingQuality = "high";
    shrunk.drawImage(canvas, 0, 0, width, height);
    const pixels = shrunk.getImageData(0, 0, width, height).data;
    read(valuesOf(pixels, data));
  }

  const soon = calmed(readPad, 60);
  let before = null;
  const place = (event) => [
    (event.offsetX * canvas.width) / canvas.clientWidth,
    (event.offsetY * canvas.height) / canvas.clientHeight,
  ];
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    before = place(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!before) return;
    const now = place(event);
    context.strokeStyle = hand ? hand.value : ink;
    context.lineWidth = Math.max(canvas.width / 12, canvas.height / 12, 1.6 * zoom);
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...before);
    context.lineTo(...now);
    context.stroke();
    before = now;
    soon();
  });
  canvas.addEventListener("pointerup", () => (before = null));
  canvas.addEventListener("pointercancel", () => (before = null));
  byId("clear").addEventListener("click", clear);

  async function open(file) {
    if (!file?.type.startsWith("image/")) return;
    const picture = await createImageBitmap(file);
    clear();
    const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
    const [across, down] = [scale * picture.width, scale * picture.height];
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, (canvas.width - across) / 2, (canvas.height - down) / 2, across, down);
    readPad();
  }
  byId("file").addEventListener("change", (event) => open(event.target.files[0]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    open(event.dataTransfer.files[0]);
  });
  clear();
}

/** Pixels as the model takes them; of one channel, their lightness. */
function valuesOf(pixels, { shape: [height, width, channels], range: [low, high] }) {
  const values = new Float32Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red, green, blue] = pixels.subarray(4 * pixel, 4 * pixel + 3);
    const parts = channels === 3 ? [red, green, blue] : [0.299 * red + 0.587 * green + 0.114 * blue];
    parts.forEach((part, channel) => {
      values[pixel * channels + channel] = low + (part / 255) * (high - low);
    });
  }
  return values;
}
