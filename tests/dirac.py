"""The Dirac-GAN: data at 0, a generator that is one point, a discriminator that is linear."""

import keras
import numpy as np
from keras import layers

from kerasgen.networks.layers import LearnedConstant


def dirac_players(theta, psi, *bias):
    """A generator of `theta`, and a discriminator `psi x`, or `psi x + bias`."""
    latents, data = keras.Input((1,)), keras.Input((1,))
    point, slope = LearnedConstant((1,)), layers.Dense(1, use_bias=bool(bias))
    generator = keras.Model(latents, point(latents))
    discriminator = keras.Model(data, {"logits": slope(data)})
    point.set_weights([np.array([theta])])
    slope.set_weights([np.array([[psi]]), *(np.array([value]) for value in bias)])
    return generator, discriminator
