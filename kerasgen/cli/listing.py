"""Commands that say what there is."""

import itertools
import re

from kerasgen.catalogue import methods
from kerasgen.cli.printing import console
from kerasgen.files.cards import summary
from kerasgen.presets import is_here, presets


def list_methods():
    """What there is, by family: name, summary, paper."""
    for family, members in itertools.groupby(methods().values(), lambda method: method.family):
        console.print(f"\n{family}")
        for method in members:
            paper = re.sub(r"\[(.+?)\]\((.+?)\)", r"\1, \2", method.reference)
            # Lines are left to the terminal to break, so that addresses can be copied.
            console.print(f"  {method.name}\n    {method.summary}\n    {paper}", soft_wrap=True)


def list_models():
    """Trained models by name, with their numbers on test data."""
    for name, card in presets().items():
        missing = "" if is_here(name) else " (its card alone: see docs/models.md)"
        console.print(f"{name}{missing}\n  {summary(card)}", soft_wrap=True)
