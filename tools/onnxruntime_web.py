"""Take the CPU build of onnxruntime-web from its npm package into the package.

    npm pack onnxruntime-web@1.30.0
    python tools/onnxruntime_web.py onnxruntime-web-1.30.0.tgz

Compressed without a time or a name, so that the same package gives the same files.
"""

import gzip
import hashlib
import json
import sys
import tarfile
from importlib.metadata import distribution
from pathlib import Path

from kerasgen.exporting.page import onnxruntime_web
from kerasgen.exporting.page.onnxruntime_web import FOLDER
from kerasgen.files import whole_file, write_json


def main(archive):
    sums = {}
    with tarfile.open(archive) as package:
        about = json.load(package.extractfile("package/package.json"))
        for name in onnxruntime_web.FILES.values():
            content = package.extractfile(f"package/dist/{name}").read()
            sums[name] = hashlib.sha256(content).hexdigest()
            write(FOLDER / f"{name}.gz", gzip.compress(content, 9, mtime=0))
    # The npm package names its licence; the Python package of the same project holds its text.
    python = distribution("onnxruntime")
    for name in ("LICENSE", "ThirdPartyNotices.txt"):
        content = Path(python.locate_file(f"onnxruntime/{name}")).read_bytes()
        if name == "LICENSE":
            write(FOLDER / name, content)
        else:
            write(FOLDER / f"{name}.gz", gzip.compress(content, 9, mtime=0))
    told = {key: about[key] for key in ("name", "version", "license")}
    write_json(FOLDER / "contents.json", {**told, "sha256": sums})


def write(path, content):
    with whole_file(path) as part:
        part.write_bytes(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
