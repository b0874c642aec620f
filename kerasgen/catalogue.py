"""Which methods there are, read from their files without importing TensorFlow."""

import ast
import difflib
import importlib
from dataclasses import dataclass
from pathlib import Path

from kerasgen.errors import InputError

SHELVES = ("autoencoders", "vaes", "gans", "hybrids")


@dataclass(frozen=True)
class Method:
    """A method as its file tells it.

    Args:
        name: file name and command-line name, such as `wgan_gp`.
        class_name: `WGANGP`.
        family: folder name, such as `gans`.
        summary: the file's first line.
        reference: title and address of the paper.
    """

    name: str
    class_name: str
    family: str
    summary: str
    reference: str

    def load(self):
        """The class itself."""
        module = importlib.import_module(f"kerasgen.{self.family}.{self.name}")
        return getattr(module, self.class_name)


def methods():
    """All methods, by name: the files on the shelves that hold a class of their name.

    Example:
        >>> methods()["vae"].reference
    """
    found = {}
    files = (path for shelf in SHELVES for path in Path(__file__).parent.glob(f"{shelf}/*.py"))
    for path in sorted(files):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name.lower() == path.stem.replace("_", ""):
                docstring = ast.get_docstring(node) or ""
                reference = docstring.partition("Reference: ")[2].split("\n")[0]
                summary = (ast.get_docstring(tree) or "").split("\n")[0]
                found[path.stem] = Method(
                    path.stem, node.name, path.parent.name, summary, reference
                )
    return found


def method_named(name):
    """The method called `name`, or an `InputError` that says which there are."""
    known = methods()
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(known)}."
        raise InputError(f"Unknown method {name!r}; {hint}")
    return known[name]
