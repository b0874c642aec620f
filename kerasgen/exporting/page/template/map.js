// The plane of codes: where they lie, and what is made of any place under the pointer.

import { accent, colour, dot } from "drawing.js";
import { byId, make } from "elements.js";

const MARGIN = 18;

export function map(explorer, canvas) {
  let view = null;
  let points = null; // the picture of all points, drawn once for a size and a scheme of colours

  function build() {
    const { caption, labels, classes } = explorer.maker.map;
    const on = labels.filter(Boolean).join(" and ");
    byId("map-caption").textContent = `${caption}${on ? `: ${on}` : ""}`;
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
    points = picture(explorer, canvas, view);
    update();
  }

  function update() {
    if (!view) return;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(points, 0, 0);
    const [x, y] = view.toPixels(coordinates(explorer));
    context.strokeStyle = accent(canvas);
    context.lineWidth = 2.5 * devicePixelRatio;
    context.beginPath();
    context.arc(x, y, 8 * devicePixelRatio, 0, 2 * Math.PI);
    context.stroke();
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
  new ResizeObserver(layOut).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", layOut);
  build();
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** Where the inputs are on the plane. */
function coordinates(explorer) {
  const { axes, origin } = explorer.maker.map;
  const vector = explorer.vector();
  return axes.map((axis) =>
    axis.reduce((sum, share, place) => sum + share * (vector[place] - origin[place]), 0),
  );
}

/** The inputs moved along the plane to a place on it; what lies off the plane stays. */
function inputsAt(explorer, place) {
  const { axes } = explorer.maker.map;
  const from = coordinates(explorer);
  const way = place.map((goal, axis) => goal - from[axis]);
  const moved = explorer
    .vector()
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

function picture(explorer, canvas, view) {
  const { points, classes } = explorer.maker.map;
  const count = explorer.data.class_names.length || Math.max(0, ...(classes ?? [])) + 1;
  const sheet = make("canvas", { width: canvas.width, height: canvas.height });
  const context = sheet.getContext("2d");
  const plain = getComputedStyle(canvas).color;
  context.globalAlpha = classes ? 0.75 : 0.4;
  points.forEach((point, number) => {
    const known = classes && classes[number] >= 0;
    context.fillStyle = known ? colour(classes[number], count) : plain;
    dot(context, ...view.toPixels(point), 2.2 * devicePixelRatio);
  });
  return sheet;
}
