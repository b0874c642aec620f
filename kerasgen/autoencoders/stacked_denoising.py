"""Deep encoders and classifiers, trained layer by layer as denoising autoencoders."""

import keras
import numpy as np

from kerasgen.autoencoders.denoising_autoencoder import DenoisingAutoencoder
from kerasgen.networks import SINGLE_LAYER


def pretrain(
    examples, units=(1000, 1000, 1000), levels=(0.1, 0.2, 0.3), corruption="masking", epochs=15,
    batch_size=128, learning_rate=1e-3, seed=0,
):  # fmt: skip
    """Train one sigmoid layer after the other to denoise the codes of the layers below.

    Each is a tied `DenoisingAutoencoder` under the cross-entropy, which sees clean codes from
    below and corrupts them itself.

    Args:
        examples: array `(count, ...)` in [0, 1].
        units: width of each layer, from the data upwards.
        levels: corruption of each layer's input.
        corruption: `"masking"`, `"gaussian"` or `"salt_and_pepper"`.
        epochs: int. For each layer.
        batch_size: int.
        learning_rate: float. Of Adam.
        seed: int.

    Returns:
        `keras.Model`, data to the topmost codes.

    Raises:
        ValueError: if `units` and `levels` differ in length.

    Reference: [Vincent et al., 2010, Section 3.5](https://www.jmlr.org/papers/v11/vincent10a.html)

    Example:
        >>> encoder = pretrain(images, units=(256, 256), levels=(0.1, 0.2), epochs=5)
        >>> model = classifier(encoder, classes=10)
        >>> model.fit(images, labels, epochs=10)
    """
    codes = np.reshape(examples, (len(examples), -1))
    data = keras.Input(np.shape(examples)[1:], name="data")
    stack = keras.layers.Flatten()(data)
    for depth, (width, level) in enumerate(zip(units, levels, strict=True)):
        model = DenoisingAutoencoder.from_data_shape(
            codes.shape[1:], width, SINGLE_LAYER, corruption, level,
            likelihood="bernoulli", tied=True, code_activation="sigmoid", seed=seed + depth,
        )  # fmt: skip
        model.compile(optimizer=keras.optimizers.Adam(learning_rate))
        model.fit(codes, batch_size=batch_size, epochs=epochs, verbose=0)
        codes = model.encode(codes)
        layer = model.encoder.get_layer("latents")
        copy = keras.layers.Dense(width, "sigmoid", name=f"latents_{depth}")
        stack = copy(stack)
        copy.set_weights(layer.get_weights())
    return keras.Model(data, stack, name="encoder")


def classifier(encoder, classes, learning_rate=1e-3):
    """A classifier on top of an encoder, whose layers all train on.

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`.
        classes: int.
        learning_rate: float or Keras schedule. Of Adam.

    Returns:
        compiled `keras.Model`, data to logits `(batch, classes)`, trained with labels.

    Example:
        >>> classifier(encoder, classes=10).fit(images, labels, epochs=10)
    """
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(encoder.output)
    model = keras.Model(encoder.input, logits)
    model.compile(
        keras.optimizers.Adam(learning_rate),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
