"""The game on codes: which codes, what is decoded, and what stays as it is."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from small_models import build, untouched

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.catalogue import methods
from kerasgen.core.trained_autoencoder import code_draws, frozen, moments_of_codes
from kerasgen.hybrids.latent_gan import LatentGAN
from kerasgen.networks import Dense


def linear_autoencoder(scale):
    """Codes are `scale` times the data, two numbers, and the decoder undoes it."""
    data, code = keras.Input((2,)), keras.Input((2,))
    return Autoencoder(
        keras.Model(data, layers.Rescaling(scale)(data)),
        keras.Model(code, {"mean": layers.Rescaling(1 / scale)(code)}),
    )


POINTS = np.random.default_rng(0).normal((3.0, -1.0), (0.5, 2.0), (4000, 2)).astype("float32")


def test_players_see_codes_of_mean_0_and_variance_1():
    model = LatentGAN.from_data_shape((2,), autoencoder=linear_autoencoder(10.0), examples=POINTS)
    codes = np.array(model.examples((ops.convert_to_tensor(POINTS),)))
    expected = (POINTS - POINTS.mean(axis=0)) / POINTS.std(axis=0)
    np.testing.assert_allclose(codes, expected, atol=1e-3)


def test_of_posteriors_the_moments_are_those_of_their_draws(images):
    vae = frozen(untouched("vae"))
    center, spread = moments_of_codes(vae, vae.apply_deployed("encode", data=images))
    x = ops.convert_to_tensor(images)
    draws = np.concatenate([code_draws(vae, x, (seed, 0)) for seed in range(60)])
    np.testing.assert_allclose(center, draws.mean(axis=0), atol=0.06)
    np.testing.assert_allclose(spread, draws.std(axis=0), rtol=0.06)


def test_what_is_generated_is_decoded_where_codes_lie():
    """A generator that is the identity; codes are 10 times the data, and decoded so."""
    latents, code = keras.Input((2,)), keras.Input((2,))
    model = LatentGAN(
        keras.Model(latents, layers.Identity()(latents)),
        keras.Model(code, layers.Dense(1)(code)),
        linear_autoencoder(10.0),
        center=[30.0, -10.0],
        spread=[5.0, 20.0],
    )
    z = np.float32([[0.0, 0.0], [1.0, -1.0]])
    expected = [[3.0, -1.0], [3.5, -3.0]]
    np.testing.assert_allclose(model.apply_deployed("generate", latents=z)["data"], expected)
    np.testing.assert_allclose(model(z), expected)


def test_the_autoencoder_stays_as_it_is(images):
    vae = build(methods()["vae"])
    before = [w.numpy() for w in vae.weights]
    model = LatentGAN.from_data_shape((8, 8, 1), 4, Dense((16,)), autoencoder=vae, examples=images)
    model.compile()
    model.fit(images, batch_size=16, epochs=2, verbose=0)
    for kept in (vae, model.autoencoder):
        for old, new in zip(before, kept.weights):
            np.testing.assert_array_equal(old, new)
    assert vae.trainable_variables and not model.autoencoder.trainable_variables


def test_an_autoencoder_is_taken_from_a_file(images, tmp_path):
    vae = untouched("vae")
    vae.save(tmp_path / "model.keras")
    model = LatentGAN.from_data_shape((8, 8, 1), autoencoder=str(tmp_path))
    np.testing.assert_array_equal(model.autoencoder.encode(images), vae.encode(images))


def test_a_code_that_does_not_vary_is_seen_as_0():
    """Codes (10, 50) and (30, 50): means 20 and 50, a deviation of 10, and none."""
    x = np.float32([[1.0, 5.0], [3.0, 5.0]])
    model = LatentGAN.from_data_shape((2,), autoencoder=linear_autoencoder(10.0), examples=x)
    assert (model.center, model.spread) == ([20.0, 50.0], [10.0, 1.0])
    codes = np.array(model.examples((ops.convert_to_tensor(x),)))
    np.testing.assert_allclose(codes, [[-1.0, 0.0], [1.0, 0.0]])


@pytest.mark.parametrize("name", ["conditional_vae", "gan", "bi_gan"])
def test_models_without_codes_of_data_alone_are_refused(name):
    with pytest.raises(ValueError, match="an autoencoder or a VAE of data alone"):
        LatentGAN.from_data_shape((8, 8, 1), autoencoder=untouched(name))
    with pytest.raises(ValueError, match="`autoencoder` is needed"):
        LatentGAN.from_data_shape((8, 8, 1))
    with pytest.raises(ValueError, match=r"`autoencoder` takes must have shape \(4, 4, 1\)"):
        LatentGAN.from_data_shape((4, 4, 1), autoencoder=untouched("vae"))
