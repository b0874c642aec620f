"""A trained autoencoder as a part of another model: its codes, and nothing of it moves."""

import keras
import numpy as np
from keras import ops

from kerasgen.core.encoder_decoder import EncoderDecoder
from kerasgen.formulas.distributions import reparametrise, standard_normal
from kerasgen.loading import load


def frozen(autoencoder):
    """A copy of a trained autoencoder or VAE, as `copied`, that no training moves.

    Example:
        >>> frozen("runs/vae-mnist").encode(images)
    """
    copy = copied(autoencoder)
    copy.trainable = False
    for role in copy.networks:  # another network of this name may stand beside it in one graph
        getattr(copy, role).name = f"trained_{role}"
    return copy


def copied(autoencoder):
    """A copy of a trained autoencoder or VAE.

    Args:
        autoencoder: an autoencoder or VAE of kerasgen, of data alone, or the path of one that was
            saved.

    Raises:
        ValueError: for anything else.

    Example:
        >>> copied("runs/vae-mnist").encode(images)
    """
    if autoencoder is None:
        raise ValueError("`autoencoder` is needed: a trained model, or the path of its run.")
    if not isinstance(autoencoder, keras.Model):
        autoencoder = load(autoencoder)
    if not isinstance(autoencoder, EncoderDecoder) or autoencoder.labelled:
        raise ValueError(
            "`autoencoder` must be an autoencoder or a VAE of data alone, and "
            f"{type(autoencoder).__name__} is not."
        )
    copy = type(autoencoder).from_config(autoencoder.get_config())
    copy.set_weights(autoencoder.get_weights())
    return copy


def code_draws(autoencoder, x, seed):
    """Codes `(batch, latent_dim)` of data: draws of posteriors, where there are any.

    Args:
        autoencoder: as `frozen` gives it.
        x: tensor `(batch, ...)`.
        seed: int32 tensor `(2,)`.
    """
    codes = autoencoder.codes(x, training=False)
    mean = ops.cast(codes[autoencoder.code], "float32")
    if "log_var" not in codes:
        return mean
    return reparametrise(mean, codes["log_var"], standard_normal(ops.shape(mean), seed))


def moments_of_codes(autoencoder, codes):
    """Mean and standard deviation of codes: lists of `latent_dim` floats.

    Of posteriors they are those of their mixture. A code that does not vary has 1.

    Args:
        autoencoder: as `frozen` gives it.
        codes: what its deployed `encode` gives, dict of arrays.
    """
    variance = np.var(codes[autoencoder.code], axis=0, dtype="float64")
    if "log_var" in codes:
        variance = variance + np.exp(codes["log_var"].astype("float64")).mean(axis=0)
    spread = np.sqrt(np.where(variance > 0, variance, 1.0))
    return codes[autoencoder.code].mean(axis=0, dtype="float64").tolist(), spread.tolist()
