"""How results are printed."""


def heading(text):
    print(f"\n{text}")


def line(name, number, bar=""):
    """One number, and beside it what it has to be."""
    print(f"  {name:<28}{number:>12}{'   bar: ' * bool(bar)}{bar}", flush=True)
