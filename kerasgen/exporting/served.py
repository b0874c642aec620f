"""What a SavedModel serves beside the deployed functions: drawn latents, and files of images."""

import numpy as np
import tensorflow as tf

from kerasgen.exporting.image_files import ImageFiles, shades_in

FILES = "image_bytes"  # TensorFlow Serving sends strings in base64 whose name ends in `_bytes`
IMAGES = ("data", "reconstruction")


def served_beside(model, source, functions):
    """Name of a signature -> one of the objects below.

    Args:
        model: a kerasgen model.
        source: what latents are drawn from by `prior_inputs`: the model, or a sampler beside it.
        functions: name -> functional `keras.Model`, as `deployed()` gives them; the first one
            generates.
    """
    images, found = ImageFiles.of(model), {}
    first = next(iter(functions))
    if source.generates:
        found["sample"] = Sample(source, first, functions[first])
    if source.generates and images:
        found["sample_png"] = SampleFiles(source, first, functions[first], images)
    if images:
        found |= {
            f"{name}_{FILES}": OfFiles(name, network, images)
            for name, network in functions.items()
            if "data" in network.input
        }
    return found


class Sample:
    """A function of latents that draws them itself: the examples of `generate(count, seed)`."""

    def __init__(self, source, name, network):
        self.source, self.name, self.network = source, name, network

    def specs(self):
        return {name: tf.TensorSpec((), tf.int32, name=name) for name in ("count", "seed")}

    def __call__(self, inputs):
        return self.sampled(inputs["count"], inputs["seed"])

    def sampled(self, count, seed):
        return self.network(self.source.prior_inputs(count, (seed, 0)), training=False)

    def drawn(self, of_functions, count, seed, numbers):
        """Inputs to verify by."""
        return {"count": np.int32(count), "seed": np.int32(seed)}

    def expected(self, inputs):
        """What is to come of inputs, as arrays; of files their shades."""
        results = self.sampled(int(inputs["count"]), int(inputs["seed"]))
        return {name: tensor.numpy() for name, tensor in results.items()}

    def described(self, functions):
        """What `described` says of each of the `functions`, of this one."""
        scalars = {
            "count": "how many examples are drawn",
            "seed": "seed of the draw: the same examples for the same seed",
        }
        inputs = {
            name: {"dtype": "int32", "shape": [], "meaning": meaning}
            for name, meaning in scalars.items()
        }
        return {"inputs": inputs, "outputs": functions[self.name]["outputs"]}


class SampleFiles(Sample):
    """`Sample`, whose examples are PNG files."""

    def __init__(self, source, name, network, images):
        super().__init__(source, name, network)
        self.images = images

    def __call__(self, inputs):
        return {FILES: self.images.written(super().__call__(inputs)["data"])}

    def expected(self, inputs):
        return {FILES: self.images.shades(super().expected(inputs)["data"]).numpy()}

    def described(self, functions):
        inputs = super().described(functions)["inputs"]
        return {"inputs": inputs, "outputs": {FILES: _png_files("examples", self.images)}}


class OfFiles:
    """A function of images that takes them as files, and gives images as PNG files."""

    def __init__(self, name, network, images):
        self.name, self.network, self.images = name, network, images

    def specs(self):
        others = {
            name: tf.TensorSpec(tensor.shape, tensor.dtype, name=name)
            for name, tensor in self.network.input.items()
            if name != "data"
        }
        return {FILES: tf.TensorSpec((None,), tf.string, name=FILES), **others}

    def __call__(self, inputs):
        return self.of_data(inputs, self.images.read(inputs[FILES]), self.images.written)

    def of_data(self, inputs, data, made_into):
        others = {name: values for name, values in inputs.items() if name != FILES}
        results = self.network({"data": data, **others}, training=False)
        return {
            _name_of_files(name): made_into(tensor) if name in IMAGES else tensor
            for name, tensor in results.items()
        }

    def drawn(self, of_functions, count, seed, numbers):
        others = {name: array for name, array in of_functions[self.name].items() if name != "data"}
        return {FILES: self.images.drawn(count, numbers), **others}

    def expected(self, inputs):
        data = self.images.values(shades_in(inputs[FILES])).astype("float32")
        results = self.of_data(inputs, data, self.images.shades)
        return {name: tensor.numpy() for name, tensor in results.items()}

    def described(self, functions):
        height, width, _ = self.images.shape
        files = {
            "dtype": "string",
            "shape": ["batch"],
            "meaning": f"JPEG, PNG or GIF files; those that are not {width}x{height} are "
            "resized by their short side, and their middle is taken",
        }
        inputs, outputs = functions[self.name]["inputs"], functions[self.name]["outputs"]
        return {
            "inputs": {
                FILES if name == "data" else name: files if name == "data" else tensor
                for name, tensor in inputs.items()
            },
            "outputs": {
                _name_of_files(name): _png_files(tensor["meaning"], self.images)
                if name in IMAGES
                else tensor
                for name, tensor in outputs.items()
            },
        }


def _name_of_files(name):
    return f"{name}_bytes" if name in IMAGES else name


def _png_files(meaning, images):
    height, width, _ = images.shape
    return {
        "dtype": "string",
        "shape": ["batch"],
        "meaning": f"PNG files of {width}x{height}: {meaning}",
    }
