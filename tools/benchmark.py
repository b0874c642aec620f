"""How fast training steps, likelihoods and deployed functions run here, and beside what.

python tools/benchmark.py                       every section
python tools/benchmark.py wgan_gp info_gan      these
python tools/benchmark.py --repeats 1           to see that they work, not to quote

Prints medians of interleaved repeats, and beside a number its bar where it has one. Let nothing
else run on the machine. PyTorch, eager and compiled, is compared with where it is installed.
"""

import argparse
import logging

from kerasgen.cli.quiet import import_tensorflow_quietly


def main():
    import_tensorflow_quietly()
    # Of retracing, for which TensorFlow takes the many models' own functions.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    from benchmarks.sections import SECTIONS

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
