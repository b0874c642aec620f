// The plane of codes: where they lie, and what is made of any place under the pointer.

import { accent, colour, dot, draw } from "drawing.js";
import { byId, calmed, make } from "elements.js";

const MARGIN = 18;
const EXAMPLES = 11; // in a row and in a column

export function map(explorer, canvas) {
  let view = null;
  let backdrop = null; // what lies on the plane, drawn once for a size and a scheme of colours

  function build() {
    const { caption, classes } = explorer.maker.map;
    byId("map-caption").textContent = caption;
    const names = classes ? explorer.data.class_names : [];
    const shown = names.map((name, number) => {
      const swatch = make("i");
      swatch.style.background = colour(number, names.length);
      return make("span", {}, swatch, name);
    });
    byId("legend").replaceChildren(...shown);
    layOut();
  }

  function layOut() {
    const size = Math.round(canvas.clientWidth * devicePixelRatio);
    if (!size) return;
    canvas.width = canvas.height = size;
    view = viewOf(explorer.maker.map.points, size);
    backdrop = make("canvas", { width: size, height: size });
    if (ofExamples(explorer)) fill();
    else drawPoints(explorer, canvas, view, backdrop.getContext("2d"));
    update();
  }

  function fill() {
    if (view && ofExamples(explorer)) drawExamples(explorer, view, backdrop, update);
  }

  function update() {
    if (!view) return;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(backdrop, 0, 0);
    const [x, y] = view.toPixels(coordinates(explorer));
    context.beginPath();
    context.arc(x, y, 8 * devicePixelRatio, 0, 2 * Math.PI);
    for (const [style, width] of [["#fff", 5], [accent(canvas), 2.5]]) {
      context.strokeStyle = style;
      context.lineWidth = width * devicePixelRatio;
      context.stroke();
    }
  }

  const under = (event) => {
    const scale = canvas.width / canvas.clientWidth;
    return inputsAt(explorer, view.toPlane([event.offsetX * scale, event.offsetY * scale]));
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    explorer.choose(under(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) explorer.choose(under(event));
    else explorer.preview(under(event));
  });
  canvas.addEventListener("pointerleave", () => explorer.settle());
  canvas.addEventListener("keydown", (event) => {
    const [right, up] = ARROWS[event.key] ?? [0, 0];
    if (!right && !up) return;
    event.preventDefault();
    const [x, y] = coordinates(explorer);
    const step = view.span / (event.shiftKey ? 10 : 40);
    explorer.choose(inputsAt(explorer, [x + right * step, y + up * step]));
  });
  explorer.addEventListener("maker", build);
  explorer.addEventListener("moved", update);
  explorer.addEventListener("chosen", calmed(fill));
  new ResizeObserver(layOut).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", layOut);
  build();
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** Where the inputs are on the plane. */
function coordinates(explorer, state) {
  const { axes, origin } = explorer.maker.map;
  const vector = explorer.vector(state);
  return axes.map((axis) =>
    axis.reduce((sum, share, place) => sum + share * (vector[place] - origin[place]), 0),
  );
}

/** The inputs moved along the plane to a place on it; what lies off the plane stays. */
function inputsAt(explorer, place, state = explorer.state) {
  const { axes } = explorer.maker.map;
  const from = coordinates(explorer, state);
  const way = place.map((goal, axis) => goal - from[axis]);
  const moved = explorer
    .vector(state)
    .map((value, number) => value + way[0] * axes[0][number] + way[1] * axes[1][number]);
  return explorer.inputsOf(moved);
}

/** Pixels of places on the plane and back, so that nearly all points are seen. */
function viewOf(points, size) {
  const bounds = [0, 1].map((axis) => {
    const sorted = points.map((point) => point[axis]).sort((one, other) => one - other);
    const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
    return [at(0.002), at(0.998)];
  });
  const margin = MARGIN * devicePixelRatio;
  const span = Math.max(...bounds.map(([low, high]) => high - low), 1e-6);
  const scale = (size - 2 * margin) / span;
  const [x, y] = bounds.map(([low, high]) => (low + high) / 2);
  return {
    span,
    toPixels: ([right, up]) => [size / 2 + (right - x) * scale, size / 2 - (up - y) * scale],
    toPlane: ([across, down]) => [x + (across - size / 2) / scale, y - (down - size / 2) / scale],
  };
}

function drawPoints(explorer, canvas, view, context) {
  const { points, classes } = explorer.maker.map;
  const count = explorer.data.class_names.length || Math.max(0, ...(classes ?? [])) + 1;
  const plain = getComputedStyle(canvas).color;
  context.globalAlpha = classes ? 0.75 : 0.4;
  points.forEach((point, number) => {
    const known = classes && classes[number] >= 0;
    context.fillStyle = known ? colour(classes[number], count) : plain;
    dot(context, ...view.toPixels(point), 2.2 * devicePixelRatio);
  });
}

/** Whether pictures lie on the plane: draws from a prior, of no classes, would say little. */
function ofExamples({ data, maker }) {
  return data.kind === "picture" && !maker.codes;
}

/** Draw what is made all over the plane, row by row, until other inputs are chosen. */
async function drawExamples(explorer, view, sheet, update) {
  const { chosen, data } = explorer;
  const size = sheet.width / EXAMPLES;
  const context = sheet.getContext("2d");
  const canvas = make("canvas");
  context.imageSmoothingEnabled = Math.max(...data.shape) > size;
  const places = Array.from({ length: EXAMPLES }, (_, number) => (number + 0.5) * size);
  for (const down of places) {
    if (explorer.chosen !== chosen) return;
    const across = places.map((right) => inputsAt(explorer, view.toPlane([right, down]), chosen));
    const made = await explorer.make(across.map((inputs) => ({ ...chosen, ...inputs })));
    if (explorer.chosen !== chosen) return;
    made.forEach((values, number) => {
      draw(canvas, values, data);
      const [left, top] = [places[number] - size / 2, down - size / 2];
      context.drawImage(canvas, left, top, size - 1, size - 1);
    });
    update();
    await new Promise((resolve) => setTimeout(resolve)); // the pointer goes first
  }
}
