"""Builders: data shape in, built functional `keras.Model` out."""

from kerasgen.networks.adversarial import (
    classifying_discriminator,
    concatenation_discriminator,
    critic,
    discriminator,
    generator,
    projection_discriminator,
    recognition,
    similarity_discriminator,
    spectrally_normalised,
)
from kerasgen.networks.architectures import (
    SINGLE_LAYER,
    Convolutional,
    Dense,
    PlainDense,
    Recurrent,
)
from kerasgen.networks.augmented import Augmented
from kerasgen.networks.conditional import conditional_decoder, conditional_gaussian_encoder
from kerasgen.networks.deep_convolutional import DCGAN
from kerasgen.networks.dirac import Point
from kerasgen.networks.encoders import code_encoder, decoder, gaussian_encoder
from kerasgen.networks.named import architecture_named
from kerasgen.networks.piecewise_linear import Maxout
from kerasgen.networks.tying import tied, tied_decoder

__all__ = [
    "DCGAN",
    "SINGLE_LAYER",
    "Augmented",
    "Convolutional",
    "Dense",
    "Maxout",
    "PlainDense",
    "Point",
    "Recurrent",
    "architecture_named",
    "classifying_discriminator",
    "code_encoder",
    "concatenation_discriminator",
    "conditional_decoder",
    "conditional_gaussian_encoder",
    "critic",
    "decoder",
    "discriminator",
    "gaussian_encoder",
    "generator",
    "projection_discriminator",
    "recognition",
    "similarity_discriminator",
    "spectrally_normalised",
    "tied",
    "tied_decoder",
]
