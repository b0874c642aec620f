"""Layers that Keras lacks."""

from kerasgen.networks.layers.corruptions import MaskingNoise, SaltAndPepperNoise
from kerasgen.networks.layers.k_sparse import KSparse
from kerasgen.networks.layers.learned_constant import LearnedConstant
from kerasgen.networks.layers.minibatch_standard_deviation import MinibatchStandardDeviation
from kerasgen.networks.layers.quantiser import Quantiser
from kerasgen.networks.layers.random_affine import RandomAffine
from kerasgen.networks.layers.spectral_normalization import SpectralConv2D, SpectralDense
from kerasgen.networks.layers.transposed_dense import TransposedDense
from kerasgen.networks.layers.weight_normalization import (
    WeightNormalization,
    WeightNormalizedConv2D,
    WeightNormalizedConv2DTranspose,
    WeightNormalizedDense,
)

__all__ = [
    "KSparse",
    "LearnedConstant",
    "MaskingNoise",
    "MinibatchStandardDeviation",
    "Quantiser",
    "RandomAffine",
    "SaltAndPepperNoise",
    "SpectralConv2D",
    "SpectralDense",
    "TransposedDense",
    "WeightNormalization",
    "WeightNormalizedConv2D",
    "WeightNormalizedConv2DTranspose",
    "WeightNormalizedDense",
]
