"""Builders: data shape in, built functional `keras.Model` out."""

from kerasgen.networks.adversarial import (
    begun_on,
    classifying_discriminator,
    concatenation_discriminator,
    critic,
    discriminator,
    generator,
    joint_discriminator,
    projection_discriminator,
    recognition,
    semi_supervised_discriminator,
    similarity_discriminator,
    spectrally_normalised,
    weight_normalised,
    without_gains,
)
from kerasgen.networks.architectures import (
    SINGLE_LAYER,
    Convolutional,
    Dense,
    PlainDense,
    Recurrent,
)
from kerasgen.networks.augmented import Augmented
from kerasgen.networks.classifiers import classifier
from kerasgen.networks.conditional import conditional_decoder, conditional_gaussian_encoder
from kerasgen.networks.deep_convolutional import DCGAN
from kerasgen.networks.dirac import Point
from kerasgen.networks.encoders import (
    classifying_encoder,
    clustering_encoder,
    code_encoder,
    decoder,
    gaussian_encoder,
)
from kerasgen.networks.named import architecture_named
from kerasgen.networks.noisy import NoisyDense
from kerasgen.networks.piecewise_linear import Maxout
from kerasgen.networks.tying import tied, tied_decoder

__all__ = [
    "DCGAN",
    "SINGLE_LAYER",
    "Augmented",
    "Convolutional",
    "Dense",
    "Maxout",
    "NoisyDense",
    "PlainDense",
    "Point",
    "Recurrent",
    "architecture_named",
    "begun_on",
    "classifier",
    "classifying_discriminator",
    "classifying_encoder",
    "clustering_encoder",
    "code_encoder",
    "concatenation_discriminator",
    "conditional_decoder",
    "conditional_gaussian_encoder",
    "critic",
    "decoder",
    "discriminator",
    "gaussian_encoder",
    "generator",
    "joint_discriminator",
    "projection_discriminator",
    "recognition",
    "semi_supervised_discriminator",
    "similarity_discriminator",
    "spectrally_normalised",
    "tied",
    "tied_decoder",
    "weight_normalised",
    "without_gains",
]
