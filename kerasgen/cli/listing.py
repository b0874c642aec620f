"""Commands that say what there is."""

import rich.table

from kerasgen.catalogue import methods
from kerasgen.cli.printing import console


def list_methods():
    """What there is: name, family, summary, paper."""
    table = rich.table.Table("method", "family", "what it is", "paper", box=None)
    for method in methods().values():
        table.add_row(method.name, method.family, method.summary, method.reference)
    console.print(table)
