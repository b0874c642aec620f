// Examples on canvases: pictures, lines over an index, or points.

const ENLARGED_UP_TO = 96; // pixels of a side; larger pictures are smoothed when they are scaled

/** Draw one example, given as flat values, on a canvas. */
export function draw(canvas, values, data) {
  ({ picture, lines, point })[data.kind](canvas, values, data);
}

/** How wide an example is for its height. */
export function aspect(data) {
  return { picture: data.shape[1] / data.shape[0], lines: 4 / 3, point: 1 }[data.kind];
}

function picture(canvas, values, { shape: [height, width, channels], range: [low, high] }) {
  sized(canvas, width, height);
  canvas.classList.toggle("pixels", Math.max(width, height) <= ENLARGED_UP_TO);
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const scale = 255 / (high - low);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = values[pixel * channels + (channels === 3 ? channel : 0)];
      image.data[4 * pixel + channel] = Math.round((value - low) * scale); // clamped by its type
    }
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

function lines(canvas, values, { shape, range }) {
  const { context, x, y } = chart(canvas, 240, range, values.length > 400 ? 1 : 2);
  // A series has its features last; anything else is one line.
  const features = shape.length === 2 ? shape[1] : 1;
  const length = values.length / features;
  for (let feature = 0; feature < features; feature++) {
    context.strokeStyle = features === 1 ? context.strokeStyle : colour(feature, features);
    context.beginPath();
    for (let step = 0; step < length; step++) {
      context.lineTo(x(step / Math.max(1, length - 1)), y(values[step * features + feature]));
    }
    context.stroke();
  }
}

function point(canvas, values, { range: [low, high], cloud }) {
  const { context, x, y } = chart(canvas, 320, [low, high], 1);
  const across = (value) => x((value - low) / (high - low));
  const up = (other) => y(other.length > 1 ? other[1] : (low + high) / 2);
  context.globalAlpha = 0.3;
  for (const other of cloud) dot(context, across(other[0]), up(other), 2);
  context.globalAlpha = 1;
  context.fillStyle = accent(canvas);
  dot(context, across(values[0]), up(values), 7);
}

function chart(canvas, height, [low, high], lineWidth) {
  sized(canvas, 320, height);
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, 320, height);
  context.strokeStyle = context.fillStyle = getComputedStyle(canvas).color;
  context.lineWidth = lineWidth;
  context.lineJoin = "round";
  const span = high - low || 1;
  return {
    context,
    x: (share) => 8 + 304 * share,
    y: (value) => height - 8 - (height - 16) * ((value - low) / span),
  };
}

export function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function sized(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
}

/** The colour that stands for what is chosen. */
export function accent(element) {
  return getComputedStyle(element).getPropertyValue("--accent").trim();
}

// Okabe and Ito's, which people who see few colours tell apart, and three more.
const COLOURS = [
  "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7",
  "#56b4e9", "#b8a800", "#7a5195", "#8c564b", "#7f7f7f",
];

/** The colour of one of so many classes. */
export function colour(number, count) {
  return count <= COLOURS.length ? COLOURS[number] : `hsl(${(360 * number) / count} 65% 50%)`;
}
