// The model's functions, run by onnxruntime-web.

import * as ort from "onnxruntime-web";
import { unpacked } from "packed.js";

const sessions = {};
let last = Promise.resolve();

/** Start the runtime and load functions, by name. */
export async function load(names) {
  ort.env.wasm.numThreads = 1; // more of them need headers that a file does not have
  ort.env.wasm.wasmBinary = (await unpacked("wasm")).buffer;
  for (const name of names) {
    const bytes = await unpacked(`${name}.onnx`);
    sessions[name] = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  }
}

/**
 * Run a function on a batch.
 *
 * @param {string} name
 * @param {Object<string, {values: ArrayLike<number>, shape: number[], whole?: boolean}>} inputs
 *   by name, with the batch first; whole numbers are of categories.
 * @returns {Promise<Object<string, Float32Array>>} outputs by name, the batch flat.
 */
export function run(name, inputs) {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([input, { values, shape, whole }]) => [
      input,
      whole
        ? new ort.Tensor("int32", Int32Array.from(values), shape)
        : new ort.Tensor("float32", Float32Array.from(values), shape),
    ]),
  );
  // One after another: they share a thread.
  const outputs = last.then(() => sessions[name].run(feeds));
  last = outputs.catch(() => {});
  return outputs.then((found) =>
    Object.fromEntries(Object.entries(found).map(([output, tensor]) => [output, tensor.data])),
  );
}
