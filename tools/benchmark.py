"""How fast training steps, likelihoods and deployed functions run here, and beside what.

python tools/benchmark.py                       every section
python tools/benchmark.py wgan_gp info_gan      these
python tools/benchmark.py --repeats 1           to see that they work, not to quote

Prints medians of interleaved repeats, and beside a number its bar where it has one. Let nothing
else run on the machine. PyTorch is compared with where it is installed.
"""

import argparse
import logging
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks import SECTIONS

# Of retracing, for which TensorFlow takes the many models' own functions.
logging.getLogger("tensorflow").setLevel(logging.ERROR)


def main():
    what = [f"  {name:<12}{section.__doc__.splitlines()[0]}" for name, section in SECTIONS.items()]
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0],
        epilog="\n".join(["sections:", *what]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="sections; all by default")
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in SECTIONS:
            parser.error(f"no section {name!r}; there are {', '.join(SECTIONS)}")
    for name in arguments.names or SECTIONS:
        SECTIONS[name](arguments.repeats)


if __name__ == "__main__":
    main()
