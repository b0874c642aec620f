"""Builders of generators and of what they play against."""

import keras
from keras import layers

from kerasgen.networks.conditional import with_label
from kerasgen.networks.layers import (
    SpectralConv2D,
    SpectralDense,
    WeightNormalization,
    WeightNormalizedConv2D,
    WeightNormalizedConv2DTranspose,
    WeightNormalizedDense,
)
from kerasgen.networks.named import architecture_named


def generator(data_shape, latent_dim, architecture="dense", activation="sigmoid", conditions=None):
    """Latents to data in the DCGAN manner: batch normalisation in every hidden layer.

    Args:
        data_shape: shape of one example.
        latent_dim: int.
        architecture: a name, or an object of this module.
        activation: of the output; the sigmoid fits data in [0, 1].
        conditions: dict, name to size, of further inputs `(batch, size)` that are joined to the
            latents; the input is then a dict that has `latents` too.

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434)

    Example:
        >>> generator((28, 28, 1), latent_dim=64, architecture="convolutional")
    """
    sizes = {"latents": latent_dim, **(conditions or {})}
    inputs = {name: keras.Input((size,), name=name) for name, size in sizes.items()}
    joined = layers.Concatenate()(list(inputs.values())) if conditions else inputs["latents"]
    normalised = architecture_named(architecture).normalised()
    outputs = normalised.grow(joined, tuple(data_shape), {"data": activation})
    inputs = inputs if conditions else inputs["latents"]
    return keras.Model(inputs, outputs["data"], name="generator")


def discriminator(data_shape, architecture="dense"):
    """Data to a dict of `logits` `(batch, 1)` and the `features` below them.

    Leaky rectifiers as in DCGAN. Batch normalisation only where the architecture itself has it:
    without, no example's logit depends on the batch it comes in.

    Example:
        >>> discriminator((28, 28, 1), architecture="convolutional")
    """
    data, features = _features(data_shape, architecture)
    outputs = {"logits": _head(1, "logits")(features), "features": features}
    return keras.Model(data, outputs, name="discriminator")


def similarity_discriminator(data_shape, architecture="dense"):
    """As `discriminator`, with the `features` of the hidden layer before the last.

    Of convolutions under a dense layer those of the last convolution, which say where in an image
    something is. The layer above them is the discriminator's alone. An architecture of one hidden
    layer has the features of that.

    Reference: [Larsen et al., 2016](https://arxiv.org/abs/1512.09300)

    Example:
        >>> similarity_discriminator((28, 28, 1), "convolutional").output["features"].shape
        (None, 7, 7, 64)
    """
    network = discriminator(data_shape, architecture)
    hidden = [layer.output for layer in network.layers if isinstance(layer, layers.Activation)]
    features = hidden[-2] if len(hidden) > 1 else network.output["features"]
    outputs = {**network.output, "features": features}
    return keras.Model(network.input, outputs, name=network.name)


def critic(data_shape, architecture="dense"):
    """Data to a dict of `scores` `(batch, 1)`, without bounds; else as `discriminator`.

    Example:
        >>> critic((28, 28, 1), architecture="convolutional")
    """
    data, features = _features(data_shape, architecture)
    return keras.Model(data, {"scores": _head(1, "scores")(features)}, name="critic")


def classifying_discriminator(data_shape, classes, architecture="dense"):
    """As `discriminator`, with `class_logits` `(batch, classes)` beside the logits.

    Reference: [Odena et al., 2017](https://arxiv.org/abs/1610.09585)

    Example:
        >>> classifying_discriminator((28, 28, 1), classes=10)
    """
    data, features = _features(data_shape, architecture)
    outputs = {
        "logits": _head(1, "logits")(features),
        "class_logits": _head(classes, "class_logits")(features),
        "features": features,
    }
    return keras.Model(data, outputs, name="discriminator")


def semi_supervised_discriminator(data_shape, classes, architecture="dense"):
    """Data to a dict of `class_logits` `(batch, classes)` and the `features` below them.

    Weights are normalised, and only the last layer's have a length that is trained.

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498)

    Example:
        >>> semi_supervised_discriminator((28, 28, 1), classes=10)
    """
    data, features = _features(data_shape, architecture)
    outputs = {"class_logits": _head(classes, "class_logits")(features), "features": features}
    network = keras.Model(data, outputs, name="discriminator")
    return weight_normalised(network, learnt_scales=("class_logits",))


def projection_discriminator(data_shape, classes, architecture="dense"):
    """`data` and one-hot `label` to `logits`: those of the features, and `V_label . features`.

    Reference: [Miyato and Koyama, 2018](https://arxiv.org/abs/1802.05637)

    Example:
        >>> projection_discriminator((28, 28, 1), classes=10, architecture="convolutional")
    """
    data, features = _features(data_shape, architecture)
    label = keras.Input((classes,), name="label")
    embedded = layers.Dense(features.shape[-1], use_bias=False, name="embedding")(label)
    agreement = layers.Dot(axes=1, dtype="float32")([embedded, features])
    logits = layers.Add(dtype="float32", name="logits")([_head(1, "of_data")(features), agreement])
    outputs = {"logits": logits, "features": features}
    return keras.Model({"data": data, "label": label}, outputs, name="discriminator")


def concatenation_discriminator(data_shape, classes, architecture="dense"):
    """`data` and one-hot `label` to `logits`, the label as further channels or features of data.

    Reference: [Mirza and Osindero, 2014](https://arxiv.org/abs/1411.1784)

    Example:
        >>> concatenation_discriminator((28, 28, 1), classes=10)
    """
    data = keras.Input(data_shape, name="data")
    label = keras.Input((classes,), name="label")
    features = architecture_named(architecture).leaky().shrink(with_label(data, label))
    outputs = {"logits": _head(1, "logits")(features), "features": features}
    return keras.Model({"data": data, "label": label}, outputs, name="discriminator")


def joint_discriminator(data_shape, latent_dim, architecture="dense"):
    """`data` and `latents` `(batch, latent_dim)` to `logits`, as `discriminator` gives them.

    The latents are joined to the features of the data, and a further hidden layer, as wide as
    these, sees how they go together.

    Example:
        >>> joint_discriminator((28, 28, 1), latent_dim=50, architecture="convolutional")
    """
    data, of_data = _features(data_shape, architecture)
    latents = keras.Input((latent_dim,), name="latents")
    joined = layers.Concatenate()([of_data, latents])
    features = layers.Dense(of_data.shape[-1], "leaky_relu", name="joint")(joined)
    outputs = {"logits": _head(1, "logits")(features), "features": features}
    return keras.Model({"data": data, "latents": latents}, outputs, name="discriminator")


def recognition(features, heads, units=128):
    """A discriminator's `features` to the parameters of codes, a dict of linear outputs.

    Args:
        features: int. Number of features.
        heads: dict, name of a code to its number of parameters.
        units: int. Width of the hidden layer, which is normalised over the batch.

    Reference: [Chen et al., 2016, Appendix C.1](https://arxiv.org/abs/1606.03657)

    Example:
        >>> recognition(1024, {"c1": 10, "c2": 1})
    """
    inputs = keras.Input((features,), name="features")
    x = layers.BatchNormalization()(layers.Dense(units, use_bias=False)(inputs))
    x = layers.LeakyReLU(0.1)(x)
    outputs = {name: _head(size, name)(x) for name, size in heads.items()}
    return keras.Model(inputs, outputs, name="recognition")


def spectrally_normalised(network):
    """A copy of a network whose dense and convolutional layers have spectral norm 1.

    Reference: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957)

    Example:
        >>> spectrally_normalised(discriminator((28, 28, 1), "convolutional"))
    """
    return _with_layers(network, {layers.Dense: SpectralDense, layers.Conv2D: SpectralConv2D})


def weight_normalised(network, learnt_scales=None):
    """A copy of a network whose dense and convolutional layers have normalised weights.

    Args:
        network: functional `keras.Model`.
        learnt_scales: names of the layers of which the lengths of weights are trained; None for
            all.

    Reference: [Salimans and Kingma, 2016](https://arxiv.org/abs/1602.07868)

    Example:
        >>> weight_normalised(generator((28, 28, 1), 64, "convolutional"))
    """
    twins = {
        layers.Dense: WeightNormalizedDense,
        layers.Conv2D: WeightNormalizedConv2D,
        layers.Conv2DTranspose: WeightNormalizedConv2DTranspose,
    }
    copy = _with_layers(network, twins)
    for layer in copy.layers:
        if isinstance(layer, WeightNormalization) and learnt_scales is not None:
            layer.learn_scale = layer.scale.trainable = layer.name in learnt_scales
    return copy


def begun_on(network, examples):
    """Give a network's normalised weights lengths and biases that fit data, and return it.

    One layer after the other, so that each of its units has mean 0 and variance 1 over examples,
    seen as in training (Eq. 5 and 6). Lengths that are not trained stay as they are here.

    Args:
        network: `keras.Model` of one input, as `weight_normalised` gives it.
        examples: array `(count, ...)`, some hundreds.

    Reference: [Salimans and Kingma, 2016](https://arxiv.org/abs/1602.07868)

    Example:
        >>> begun_on(weight_normalised(discriminator((28, 28, 1))), images[:500])
    """
    for layer in network.layers:
        if isinstance(layer, WeightNormalization):
            below = keras.Model(network.input, layer.input)
            layer.begin_on(below(examples, training=True))
    return network


def without_gains(network):
    """A copy of a network whose normalisations over the batch have no gain.

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498)

    Example:
        >>> without_gains(generator((28, 28, 1), 64))
    """
    same = {layers.BatchNormalization: layers.BatchNormalization}
    return _with_layers(network, same, scale=False)


def _with_layers(network, twins, **settings):
    """A copy of a network with other classes of layers, a dict from those they stand for.

    `settings` are given to these.
    """

    def other(layer):
        if type(layer) not in twins:
            return type(layer).from_config(layer.get_config())
        return twins[type(layer)].from_config({**layer.get_config(), **settings})

    return keras.models.clone_model(network, clone_function=other)


def _features(data_shape, architecture):
    data = keras.Input(data_shape, name="data")
    return data, architecture_named(architecture).leaky().shrink(data)


def _head(units, name):
    return layers.Dense(units, dtype="float32", name=name)
