"""One HTML file in which a trained model makes examples under the pointer, in any browser."""

import gzip
import html
from pathlib import Path
from string import Template

import numpy as np

from kerasgen.exporting import onnx
from kerasgen.exporting.image_files import ImageFiles
from kerasgen.exporting.page.embedding import block, import_map
from kerasgen.exporting.page.makers import makers_of
from kerasgen.exporting.page.onnxruntime_web import licence, runtime
from kerasgen.exporting.page.readers import readers_of
from kerasgen.exporting.precision import in_float32
from kerasgen.files import json_text

TEMPLATE = Path(__file__).parent / "template"
SHOWN = 20


def page(model, title, data=None, seed=0):
    """The HTML of a page that holds a model and what runs it, and asks nothing of any network.

    It has a map of codes, or of draws where there is no encoder or no data; sliders in the order of
    how much they change what is made; conditions by name; rows that interpolate and traverse; and
    of a model that reads examples, what it reads in pictures that are drawn or dropped.

    Args:
        model: a kerasgen model.
        title: str.
        data: `Data` or None. Whose test examples the map shows the codes of; needed by a model
            without a prior.
        seed: int. Of what is drawn for the page.

    Returns:
        str.

    Raises:
        InputError: if the model has no prior and there are no data, or it has an operation that
            ONNX lacks.

    Example:
        >>> pictures.report.save(page(model, "VAE of digits", data), "page.html")
    """
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    test = data and data.test.take(np.random.default_rng(seed).permutation(len(data.test)))
    class_names = list(data.class_names) if data else []
    makers = makers_of(model, functions, test, class_names, seed)
    readers = readers_of(model, functions, makers, class_names)
    made = np.concatenate([maker.made() for maker in makers])
    described = {
        "method": type(model).__name__,
        "makers": [maker.described() for maker in makers],
        "readers": readers,
        "class_names": class_names,
        **_of_data(model, made if test is None else test.as_floats(), made),
        "examples": _shown(test) if readers and test else [],
    }
    used = [maker.function for maker in makers] + [reader["function"] for reader in readers]
    contents = {f"{name}.onnx": _converted(name, functions[name], model) for name in used}
    contents["described"] = json_text(described).encode()
    blocks = {name: gzip.compress(content, 9) for name, content in contents.items()}
    blocks["wasm"] = runtime("wasm")
    scripts = {path.name: path.read_bytes() for path in sorted(TEMPLATE.glob("*.js"))}
    return Template((TEMPLATE / "page.html").read_text(encoding="utf-8")).substitute(
        title=html.escape(title),
        style=(TEMPLATE / "page.css").read_text(encoding="utf-8"),
        modules=import_map({"onnxruntime-web": gzip.decompress(runtime("script")), **scripts}),
        blocks="\n".join(block(name, content) for name, content in blocks.items()),
        licence=html.escape(licence()),
    )


def _converted(name, network, model):
    return onnx.convert(name, network, type(model).__name__).SerializeToString()


def _of_data(model, seen, made):
    """What examples are, and in what range they are drawn."""
    shape = list(made.shape[1:])
    if images := ImageFiles.of(model):
        low, high = images.low, images.high
        dark = bool(np.median(seen) < (low + high) / 2)
        return {"kind": "picture", "shape": shape, "range": [low, high], "dark": dark}
    both = np.concatenate([seen[:500], made]).reshape(-1, made[0].size)
    bounds = [float(both.min()), float(both.max())]
    if both.shape[1] > 2:
        return {"kind": "lines", "shape": shape, "range": bounds}
    return {"kind": "point", "shape": shape, "range": bounds, "cloud": both[:500].tolist()}


def _shown(test):
    """Some test examples as flat lists, those of a class side by side."""
    shown = test.take(np.arange(min(SHOWN, len(test))))
    if shown.labels is not None:
        shown = shown.take(np.argsort(shown.labels, kind="stable"))
    return np.round(shown.as_floats().reshape(len(shown), -1).astype("float64"), 4).tolist()
