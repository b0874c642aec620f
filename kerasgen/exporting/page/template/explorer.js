// What is shown: the inputs of the function that makes examples, and what it made of them.

import { run } from "functions.js";

/**
 * Holds the inputs, and tells by events when they change:
 * "maker": another function makes examples; "moved": the inputs changed; "drawn": `made` is of them;
 * "chosen": they changed for good, not only while the pointer passes.
 */
export class Explorer extends EventTarget {
  #wanted = false;
  #drawing = null;

  constructor(data) {
    super();
    this.data = data;
    this.#become(data.makers[0]);
  }

  /** Make examples with another function, by its name. */
  use(name) {
    if (name === this.maker.function) return;
    this.#become(this.data.makers.find((maker) => maker.function === name));
    this.#tell("maker");
    this.choose({});
  }

  #become(maker) {
    this.maker = maker;
    this.reals = maker.inputs.filter((input) => !input.names);
    this.state = this.chosen = this.centre();
  }

  /** Change inputs for good. */
  choose(values) {
    this.state = this.chosen = { ...this.state, ...values };
    this.#moved();
    this.#tell("chosen");
  }

  /** Change inputs until `settle` is called. */
  preview(values) {
    this.state = { ...this.chosen, ...values };
    this.#moved();
  }

  /** Go back to what was chosen. */
  settle() {
    if (this.state === this.chosen) return;
    this.state = this.chosen;
    this.#moved();
  }

  /** The inputs where all sliders stand as at the beginning, with the first of all names. */
  centre() {
    return Object.fromEntries(
      this.maker.inputs.map((input) => [input.name, input.names ? 0 : input.centre]),
    );
  }

  /** What `choose` takes for some of the draws, or else of the codes; names stay as they are. */
  drawn() {
    const rows = this.maker.draws ?? this.maker.codes;
    const row = Math.floor(Math.random() * rows[this.reals[0].name].length);
    return Object.fromEntries(this.reals.map(({ name }) => [name, [rows[name][row]].flat()]));
  }

  /** All inputs of a row of the draws or of the codes. */
  row(rows, number) {
    return Object.fromEntries(
      this.maker.inputs.map(({ name, names }) => [
        name,
        names ? rows[name][number] : [rows[name][number]].flat(),
      ]),
    );
  }

  /** The numbers of inputs one after another, without those of names. */
  vector(state = this.state) {
    return this.reals.flatMap(({ name }) => state[name]);
  }

  /** Inputs of their numbers one after another. */
  inputsOf(vector) {
    let begin = 0;
    return Object.fromEntries(
      this.reals.map(({ name, centre }) => [name, vector.slice(begin, (begin += centre.length))]),
    );
  }

  /** Flat examples made of several inputs. */
  async make(states) {
    const maker = this.maker;
    const inputs = Object.fromEntries(
      maker.inputs.map(({ name, names, centre }) => [
        name,
        names
          ? { values: states.map((state) => state[name]), shape: [states.length], whole: true }
          : {
              values: states.flatMap((state) => state[name]),
              shape: [states.length, centre.length],
            },
      ]),
    );
    const { data } = await run(maker.function, inputs);
    const size = data.length / states.length;
    return states.map((_, number) => data.subarray(number * size, (number + 1) * size));
  }

  /** Resolves when what is made is of the inputs as they are. */
  async settled() {
    await this.#drawing;
  }

  #moved() {
    this.#tell("moved");
    this.#wanted = true;
    this.#drawing ??= this.#draw().finally(() => (this.#drawing = null));
  }

  async #draw() {
    while (this.#wanted) {
      await new Promise(requestAnimationFrame);
      this.#wanted = false;
      [this.made] = await this.make([this.state]);
      this.#tell("drawn");
    }
  }

  #tell(event) {
    this.dispatchEvent(new Event(event));
  }
}
