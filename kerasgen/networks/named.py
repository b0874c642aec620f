"""Architectures by their names."""

from kerasgen.formulas.naming import made_by_name
from kerasgen.networks.architectures import Convolutional, Dense, Recurrent
from kerasgen.networks.deep_convolutional import DCGAN


def architecture_named(architecture):
    """`"dense"`, `"convolutional"`, `"recurrent"` or `"dcgan"` to the default of that kind."""
    return made_by_name(architecture, (Dense, Convolutional, Recurrent, DCGAN), "architecture")
