"""The training steps that are compared with PyTorch's, on images of MNIST's shape."""

import keras

import kerasgen
from benchmarks import operations
from benchmarks.images import SHAPE
from benchmarks.training import Training, compare
from kerasgen.networks import Dense
from kerasgen.training.recipes import recipe_for


def vae(repeats):
    """Training step of a convolutional VAE."""
    model, recipe = by_recipe(kerasgen.VAE, "vae")
    forward = operations.forward(model.encoder) + operations.forward(model.decoder)
    training = Training(
        title="convolutional VAE",
        model=model,
        recipe=recipe,
        batch_size=128,
        steps=120,
        in_pytorch=("torch_vae", "VAE"),
        operations=3 * forward - operations.outermost(model.encoder),
        bars={"fit / PyTorch": "at least 1.2"},
    )
    compare(training, repeats)


def gan(repeats):
    """Training step of a GAN of 512-512 perceptrons without normalisation."""
    model = dense_gan()
    # The discriminator's step: generator forward, discriminator forward and to its weights and
    # features on data and fakes. The generator's: both forward, the discriminator to its input,
    # the generator to weights and features.
    of_generator = 4 * operations.forward(model.generator) - operations.outermost(model.generator)
    of_discriminator = 8 * operations.forward(model.discriminator) - 2 * operations.outermost(
        model.discriminator
    )
    training = Training(
        title="dense GAN",
        model=model,
        recipe=recipe_for("gan", None, (784,)),
        batch_size=128,
        steps=120,
        in_pytorch=("torch_gan", "GAN"),
        operations=of_generator + of_discriminator,
        bars={"share of matrix rate": "at least 50%"},
    )
    compare(training, repeats)


def wgan_gp(repeats):
    """Training step of WGAN-GP: five of the critic on minibatches of 64, one of the generator."""
    model, recipe = by_recipe(kerasgen.WGANGP, "wgan_gp")
    training = Training(
        title="WGAN-GP",
        model=model,
        recipe=recipe,
        batch_size=5 * 64,
        steps=24,
        in_pytorch=("torch_wgan_gp", "WGANGP"),
        operations=None,
        bars={"fit / PyTorch": "at least 1.2"},
    )
    compare(training, repeats)


def info_gan(repeats):
    """Training step of InfoGAN."""
    model, recipe = by_recipe(kerasgen.InfoGAN, "info_gan")
    training = Training(
        title="InfoGAN",
        model=model,
        recipe=recipe,
        batch_size=128,
        steps=12,
        in_pytorch=("torch_info_gan", "InfoGAN"),
        operations=None,
        bars={"fit / PyTorch": "at least 1.2"},
    )
    compare(training, repeats)


def by_recipe(method, name):
    """A model of a method by its recipe for images, and that recipe."""
    recipe = recipe_for(name, None, SHAPE)
    return method.from_data_shape(SHAPE, seed=0, **recipe.settings), recipe


def dense_gan():
    latents, data = keras.Input((64,)), keras.Input(SHAPE)
    grown = Dense((512, 512)).grow(latents, SHAPE, {"data": "sigmoid"})["data"]
    features = Dense((512, 512), activation="leaky_relu").shrink(data)
    discriminator = keras.Model(data, {"logits": keras.layers.Dense(1)(features)})
    return kerasgen.GAN(keras.Model(latents, grown), discriminator, seed=0)
