"""The generative model zoo for Keras: autoencoders, VAEs and GANs that train, resume and ship.

Public names are loaded when they are first touched, so that `import kerasgen` is quick; the
first touch of a method registers every one with Keras, so that `keras.saving.load_model` finds
them.
"""

import importlib
from importlib.metadata import version

from kerasgen.catalogue import methods

__version__ = version("kerasgen")

_NAMES_OF = {
    "data": ("load_data",),
    "exporting": ("export", "verify"),
    "loading": ("load",),
    "networks": (
        "Augmented",
        "Convolutional",
        "DCGAN",
        "Dense",
        "Maxout",
        "NoisyDense",
        "PlainDense",
        "Point",
        "Recurrent",
    ),
    "networks.layers": (
        "MaskingNoise",
        "RandomAffine",
        "SaltAndPepperNoise",
        "WeightNormalizedConv2D",
        "WeightNormalizedConv2DTranspose",
        "WeightNormalizedDense",
    ),
    "formulas.adversarial": (
        "AdversarialObjective",
        "Hinge",
        "LeastSquares",
        "Minimax",
        "NonSaturating",
        "Relativistic",
        "Wasserstein",
    ),
    "formulas.distributions": (
        "Bernoulli",
        "ContinuousBernoulli",
        "Gaussian",
        "LearnedScaleGaussian",
        "SquaredError",
    ),
    "formulas.gradient_penalties": ("GradientPenalty", "R1", "R2"),
    "formulas.jacobians": ("ClosedFormJacobian", "ExactJacobian", "HutchinsonJacobian"),
    "formulas.priors": (
        "GaussianPrior",
        "MixturePrior",
        "Prior",
        "RingPrior",
        "SwissRollPrior",
        "UniformPrior",
    ),
    "formulas.sparsity": ("LaplacePrior", "TargetActivation"),
    "core.code_classifier": ("code_classifier",),
    "core.latent_codes": ("CategoricalCode", "GaussianCode", "UniformCode"),
    "core.samplers": (
        "AggregatedPosteriorSampler",
        "GaussianMixtureSampler",
        "GaussianSampler",
        "PriorSampler",
    ),
}
_HOMES = {name: f"kerasgen.{home}" for home, names in _NAMES_OF.items() for name in names}
_CLASSES = {method.class_name: method for method in methods().values()}
__all__ = sorted([*_HOMES, *_CLASSES])


def __getattr__(name):
    if name in _CLASSES:
        return {other: method.load() for other, method in _CLASSES.items()}[name]
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kerasgen' has no attribute {name!r}")


def __dir__():
    return [*globals(), *__all__]
