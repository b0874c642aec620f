// Run ONNX files by onnxruntime-web in Node:
//
//   node onnxruntime_web.mjs RUNTIME.mjs RUNTIME.wasm CALLS.json ANSWERS.json
//
// CALLS is a list of {file, inputs: {name: {type, dims, data}}}, ANSWERS one of {name: {dims, data}}.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [script, wasm, calls, answers] = process.argv.slice(2);
const ort = await import(pathToFileURL(script));
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmBinary = readFileSync(wasm);

const arrays = { float32: Float32Array, int32: Int32Array };
const sessions = {};
const found = [];
for (const { file, inputs } of JSON.parse(readFileSync(calls))) {
  sessions[file] ??= await ort.InferenceSession.create(readFileSync(file));
  const given = {};
  for (const [name, { type, dims, data }] of Object.entries(inputs)) {
    given[name] = new ort.Tensor(type, new arrays[type](data), dims);
  }
  const answer = {};
  for (const [name, { dims, data }] of Object.entries(await sessions[file].run(given))) {
    answer[name] = { dims, data: Array.from(data) };
  }
  found.push(answer);
}
writeFileSync(answers, JSON.stringify(found));
