// The page: what it holds is unpacked, and its parts are put together.

import { conditions, makers, sliders } from "controls.js";
import { aspect, draw } from "drawing.js";
import { byId, make } from "elements.js";
import { Explorer } from "explorer.js";
import { load } from "functions.js";
import { map } from "map.js";
import { unpackedJson } from "packed.js";
import { reading } from "reading.js";
import { interpolation, traversals } from "rows.js";

const SAVED = 512; // pixels of a saved picture's longer side, or more

try {
  const data = await unpackedJson("described");
  await load([...data.makers, ...data.readers].map((part) => part.function));
  begin(new Explorer(data));
  byId("status").hidden = true;
} catch (error) {
  byId("status").textContent = `This browser cannot run the model: ${error.message}`;
  throw error;
}

function begin(explorer) {
  const picture = byId("picture");
  document.documentElement.style.setProperty("--aspect", aspect(explorer.data));
  document.querySelector("main").hidden = false;
  makers(explorer, byId("makers"));
  conditions(explorer, byId("conditions"));
  sliders(explorer, byId("sliders"), byId("more"));
  map(explorer, byId("map"));
  interpolation(explorer, byId("interpolation"));
  traversals(explorer, byId("traversals"));
  reading(explorer);
  explorer.addEventListener("drawn", () => draw(picture, explorer.made, explorer.data));
  const actions = {
    random: () => explorer.choose(explorer.drawn()),
    reset: () => explorer.choose(explorer.centre()),
    save: () => save(picture),
  };
  const keys = { r: "random", 0: "reset", s: "save" };
  for (const [id, act] of Object.entries(actions)) byId(id).addEventListener("click", act);
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && keys[event.key] && event.target.tagName !== "SELECT") actions[keys[event.key]]();
  });
  globalThis.explorer = explorer; // for the console, and for tests
  explorer.choose({});
}

/** Hand the picture over as a file, enlarged by a whole factor. */
function save(picture) {
  const zoom = Math.max(1, Math.ceil(SAVED / Math.max(picture.width, picture.height)));
  const sheet = make("canvas", { width: zoom * picture.width, height: zoom * picture.height });
  const context = sheet.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, sheet.width, sheet.height);
  sheet.toBlob((blob) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: `${document.title}.png` });
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
