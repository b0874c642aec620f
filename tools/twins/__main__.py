"""Compare every method's training step with a twin of it, written from the papers in PyTorch.

python tools/twins                  every method of the catalogue
python tools/twins vae wgan_gp      these

kerasgen takes three steps with the optimizers of the method's paper, and three with plain gradient
descent. A twin takes each of them again in float64, from the same weights on the same examples
and random numbers, and what they did to every weight is compared. Prints a row for each method and
setting; the exit code is 1 where something differs or a method has no twin. Needs PyTorch:
`pip install torch`.
"""

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from kerasgen.catalogue import methods

HERE = Path(__file__).parent


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="METHOD")
    names = parser.parse_args().names
    for name in names:
        if name not in methods():
            parser.error(f"no method {name!r}; there are {', '.join(methods())}")
    if importlib.util.find_spec("torch") is None:
        parser.error("the twins are written in PyTorch, which is not here: `pip install torch`.")
    # Two processes: with TensorFlow and PyTorch in one, the idle threads of either are in the way.
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, HERE / "recording.py", folder, *names], check=True)
        sys.exit(subprocess.run([sys.executable, HERE / "comparing.py", folder]).returncode)


if __name__ == "__main__":
    main()
