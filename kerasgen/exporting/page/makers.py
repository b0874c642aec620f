"""What makes examples on the page, and all that the page has to know of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kerasgen.errors import InputError
from kerasgen.exporting.page.plane import plane_of
from kerasgen.exporting.signatures import described

MAPPED = 1500
NUMBERS_KEPT = 100_000  # of the draws, and of the codes: what a page has room for


def makers_of(model, functions, test, class_names, seed=0):
    """The functions of a model that make examples: from its prior, and from the codes of examples.

    For most methods with an encoder they are one.

    Args:
        model: a kerasgen model.
        functions: name -> functional `keras.Model`, as `deployed()` gives them.
        test: `Split` of examples, or None.
        class_names: list of str, empty without labels.
        seed: int. Of the draws.

    Returns:
        list of `Maker`.

    Raises:
        InputError: if there is neither a prior nor a test example.
    """
    first = next(iter(functions))
    draws, codes, classes = {}, {}, None
    of = "test" if test is not None else "generated"
    if model.generates:
        draws[first] = _drawn(model, MAPPED, seed)
    if model.encodes:
        seen = _seen(model, functions, test, draws, first)
        if seen:
            given, classes = seen
            codes[model.decoding] = _codes(model, functions, given)
    if not draws and not codes:
        raise InputError(
            f"A {type(model).__name__} has no prior, so that nothing is known of its codes: add "
            "--data, whose codes it is to show."
        )
    return [
        Maker(
            model, name, functions[name], draws.get(name), codes.get(name), classes, of, class_names
        )
        for name in dict.fromkeys((*draws, *codes))
    ]


def _drawn(model, count, seed):
    return {name: np.array(value) for name, value in model.prior_inputs(count, (seed, 0)).items()}


def _seen(model, functions, test, draws, first):
    """What is encoded, and of which classes: test examples, or else what is generated.

    None if the codes of test examples would be wanted and there are none that fit, and draws from
    the prior stand for them.
    """
    wanted = set(functions["encode"].input)
    if test is not None:
        test = test.labelled() if "label" in wanted else test
        test = test.take(np.arange(min(len(test), MAPPED)))
        if len(test):
            given = {"data": test.as_floats(), "label": test.labels}
            return {name: given[name] for name in wanted}, test.labels
    if first == model.decoding or not draws:
        return None
    made = model.apply_deployed(first, **draws[first])["data"]
    classes = [draws[first][name] for name in model.categories]
    given = {"data": made, **draws[first]}
    return {name: given[name] for name in wanted}, (classes[0] if classes else None)


def _codes(model, functions, given):
    codes = {"latents": model.apply_deployed("encode", **given)[model.code]}
    return {name: codes.get(name, given.get(name)) for name in functions[model.decoding].input}


@dataclass(frozen=True)
class Maker:
    """A function that makes examples, and what it is given.

    Args:
        model: a kerasgen model.
        function: its name among the deployed ones.
        network: the functional `keras.Model`.
        draws: dict of input name to array `(count, ...)` from the prior, or None.
        codes: the same of examples, or None.
        classes: int array `(count,)` of the examples' classes, -1 where not known, or None.
        of: str. What examples these are, in a word.
        class_names: list of str, empty without labels.
    """

    model: Any
    function: str
    network: Any
    draws: dict | None
    codes: dict | None
    classes: Any
    of: str
    class_names: list

    @property
    def given(self):
        """Inputs that are likely: draws from the prior, or else codes of examples."""
        return self.codes if self.draws is None else self.draws

    @cached_property
    def reals(self):
        """Names of the inputs that are no categories, with how many numbers each has."""
        return {
            name: int(np.prod(tensor.shape[1:]))
            for name, tensor in self.network.input.items()
            if "int" not in tensor.dtype
        }

    def vectors(self, inputs):
        """All numbers of inputs that are no categories, `(count, size)`."""
        return np.concatenate([inputs[n].reshape(len(inputs[n]), -1) for n in self.reals], axis=1)

    def made(self, **other):
        """What is made of some likely inputs, or of them with others in place of their own."""
        inputs = {name: values[:64] for name, values in self.given.items()}
        return self.model.apply_deployed(self.function, **{**inputs, **other})["data"]

    @cached_property
    def spread(self):
        """Standard deviation of each real number `(size,)`."""
        return self._of_each(np.std)

    @cached_property
    def low(self):
        return self._rounded(self._of_each(lambda v, axis: np.quantile(v, 0.002, axis)), np.floor)

    @cached_property
    def high(self):
        return self._rounded(self._of_each(lambda v, axis: np.quantile(v, 0.998, axis)), np.ceil)

    def _of_each(self, measure):
        """A measure `(size,)` of each number; of draws, whose numbers are alike, of each input."""
        if self.draws is None:
            return measure(self.vectors(self.codes), axis=0)
        alike = [
            np.full(size, measure(self.draws[name].ravel(), axis=0))
            for name, size in self.reals.items()
        ]
        return np.concatenate(alike)

    def _rounded(self, bounds, outwards):
        step = 10.0 ** np.floor(np.log10(np.maximum(self.spread, 1e-6))) / 2
        return outwards(np.round(bounds / step, 6)) * step

    @cached_property
    def centre(self):
        """Where sliders begin `(size,)`: the mean of codes, or the middle of what is drawn."""
        if self.draws is None:
            return self.vectors(self.codes).mean(axis=0)
        middle = self._of_each(np.mean)
        return np.where(np.abs(middle) < 0.1 * self.spread, 0.0, middle)

    @cached_property
    def effects(self):
        """How much each real number changes what is made `(size,)`.

        The mean squared change of an example, summed over its values, when the number moves by one
        standard deviation.
        """
        vectors = self.vectors(self.given)
        count, size = max(2, min(32, len(vectors), 4096 // vectors.shape[1])), vectors.shape[1]
        inputs = {name: values[:count] for name, values in self.given.items()}
        before = self.model.apply_deployed(self.function, **inputs)["data"]
        moved = vectors[:count] + (np.eye(size) * self.spread)[:, None, :]
        copies = {name: np.concatenate([values] * size) for name, values in inputs.items()}
        copies |= self._split(moved.reshape(-1, size).astype("float32"))
        after = self.model.apply_deployed(self.function, **copies)["data"]
        change = after.reshape(size, *before.shape) - before
        return np.square(change).sum(axis=tuple(range(2, change.ndim))).mean(axis=1)

    def _split(self, vectors):
        ends = np.cumsum(list(self.reals.values()))[:-1]
        return {
            name: part.reshape(len(part), *self.network.input[name].shape[1:])
            for name, part in zip(self.reals, np.split(vectors, ends, axis=1))
        }

    def described(self):
        """All that the page has to know, fit for JSON."""
        inputs = described(self.model, self.network, self.class_names or None)["inputs"]
        numbers = {"low": self.low, "high": self.high, "centre": self.centre}
        parts = {name: self._split(value[None]) for name, value in numbers.items()}
        effect = self._split(self.effects[None])
        told = []
        for name, tensor in inputs.items():
            if name in self.reals:
                of_name = {key: listed(value[name].ravel()) for key, value in parts.items()}
                of_name["effect"] = effect[name].ravel().astype(float).tolist()
                arc = self.model.normal_prior and not self.model.encodes and name == "latents"
                told.append({"name": name, "meaning": tensor["meaning"], "arc": arc, **of_name})
            else:
                numbered = [str(number) for number in range(self.model.categories[name])]
                told.append({"name": name, "names": tensor.get("names", numbered)})
        return {
            "function": self.function,
            "inputs": told,
            "draws": self._kept(self.draws),
            "codes": self._kept(self.codes),
            "map": plane_of(self),
        }

    def _kept(self, inputs):
        if inputs is None:
            return None
        count = max(20, NUMBERS_KEPT // sum(self.reals.values()))
        return {name: listed(values[: min(500, count)]) for name, values in inputs.items()}


def listed(values):
    """An array as lists of numbers of four decimals."""
    return np.round(np.asarray(values, "float64"), 4).tolist()
