"""Put a Chromium that npm has into a folder, for tests where Playwright's own cannot be had.

    python tools/chromium.py FOLDER

It takes npm and node: the package holds the browser in a compression that Python lacks.
"""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from kerasgen.files import whole_file

PACKAGE = "@sparticuz/chromium@147.0.0"
UNPACK = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"


def main(folder):
    with tempfile.TemporaryDirectory() as scratch:
        packing = ["npm", "pack", "--silent", "--pack-destination", scratch, PACKAGE]
        subprocess.run(packing, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(scratch).iterdir()
        with tarfile.open(archive) as package:
            package.extract("package/bin/chromium.br", scratch, filter="data")
        with (
            open(Path(scratch, "package", "bin", "chromium.br"), "rb") as packed,
            whole_file(Path(folder, "chromium")) as part,
        ):
            with open(part, "wb") as unpacked:
                subprocess.run(["node", "-e", UNPACK], stdin=packed, stdout=unpacked, check=True)
            part.chmod(0o755)


if __name__ == "__main__":
    main(*sys.argv[1:])
