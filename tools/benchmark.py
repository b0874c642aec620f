"""How fast training steps and deployed functions run here, and beside what.

    python tools/benchmark.py

Prints, with medians of interleaved repeats: `model.fit` against a bare `tf.function` loop of
the same step and against eager PyTorch with the same networks, batch and optimizer (when torch
is installed); images per second; the share of this machine's float32 matrix rate, measured in
the same run; what a contractive penalty adds to a step; the latency of `generate`, SavedModel and
ONNX at batch sizes 1 and 64.
"""

import argparse
import functools
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import onnxruntime
import tensorflow as tf

import kerasgen
from kerasgen.data import Split
from kerasgen.exporting import onnx, savedmodel
from kerasgen.networks import SINGLE_LAYER, Dense
from kerasgen.recipes import recipe_for

BATCH_SIZE = 128
STEPS = 120


def matrix_rate():
    """Multiply-adds of a large float32 matrix product, counted twice, per second."""
    side = 3072
    a = tf.random.normal((side, side))
    product = tf.function(tf.matmul)
    product(a, a)

    def run():
        product(a, a)[0, 0].numpy()

    return run, 2 * side**3


def medians(runs, repeats):
    """Median seconds of each function, called in turn so that drift hits all alike."""
    for run in runs.values():
        run()
    seconds = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in seconds.items()}


def networks():
    """The recipe's convolutional VAE, and a GAN of 512-512 perceptrons without normalisation."""
    recipe = recipe_for("vae", "mnist", (28, 28, 1))
    vae = kerasgen.VAE.from_data_shape((28, 28, 1), seed=0, **recipe.settings)
    latents = keras.Input((64,))
    grown = Dense((512, 512)).grow(latents, (28, 28, 1), {"data": "sigmoid"})["data"]
    data = keras.Input((28, 28, 1))
    features = Dense((512, 512), activation="leaky_relu").shrink(data)
    judge = keras.Model(data, {"logits": keras.layers.Dense(1)(features)})
    gan = kerasgen.GAN(keras.Model(latents, grown), judge, seed=0)
    dense_recipe = recipe_for("gan", "table", (784,))
    return {"convolutional VAE": (vae, recipe), "dense GAN": (gan, dense_recipe)}


def fit_and_bare_loop(model, recipe, images):
    """Two functions that take `STEPS` steps each: through `fit`, and through a bare loop."""
    options = {"jit_compile": recipe.jit_compile}
    model.compile(steps_per_execution=recipe.steps_per_execution, **options)
    batches = Split(images).batches(BATCH_SIZE, seed=0)
    bare = type(model).from_config(model.get_config())
    bare.compile(**options)
    step = tf.function(bare.train_step, **options)

    def fit():
        model.fit(batches, verbose=0)

    def loop():
        bare.reset_metrics()
        for batch in batches:
            logs = step(batch)
        return {name: float(value) for name, value in logs.items()}

    return fit, loop


def floating_operations(model):
    """Of one training step: 2 per multiply-add; a gradient costs as much as a forward pass.

    The discriminator's step: generator forward, discriminator forward and to its weights and
    features on data and fakes. The generator's: both forward, the discriminator to its input,
    the generator to weights and features.
    """
    forward = {name: _forward(getattr(model, name)) for name in model.networks}
    if "encoder" in forward:
        return 3 * BATCH_SIZE * sum(forward.values())
    return BATCH_SIZE * (4 * forward["generator"] + 8 * forward["discriminator"])


def _forward(network):
    total = 0
    for layer in network.layers:
        if not layer.weights or not hasattr(layer, "kernel"):
            continue
        size = np.prod(layer.kernel.shape)
        if "transpose" in layer.name:
            size *= np.prod(layer.input.shape[1:3])
        elif "conv" in layer.name:
            size *= np.prod(layer.output.shape[1:3])
        total += 2 * int(size)
    return total


def torch_steps(images):
    """The same two training steps in eager PyTorch."""
    import torch
    from torch import nn
    from torch.nn import functional

    torch.manual_seed(0)
    data = torch.tensor(images[:BATCH_SIZE]).permute(0, 3, 1, 2).contiguous()

    encoder = nn.Sequential(
        nn.Conv2d(1, 16, 4, 2, 1), nn.SiLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.SiLU(), nn.Flatten(),
        nn.Linear(49 * 32, 256), nn.SiLU(), nn.Linear(256, 32),
    )  # fmt: skip
    decoder = nn.Sequential(
        nn.Linear(16, 256), nn.SiLU(), nn.Linear(256, 49 * 32), nn.SiLU(),
        nn.Unflatten(1, (32, 7, 7)), nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.SiLU(),
        nn.ConvTranspose2d(16, 1, 4, 2, 1),
    )  # fmt: skip
    vae_optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)

    def vae_step():
        mean, log_var = encoder(data).chunk(2, dim=1)
        logits = decoder(mean + torch.exp(log_var / 2) * torch.randn_like(mean))
        nll = functional.binary_cross_entropy_with_logits(logits, data, reduction="none")
        kl = 0.5 * (mean**2 + log_var.exp() - log_var - 1).sum(1)
        loss = (nll.flatten(1).sum(1) + kl).mean()
        vae_optimizer.zero_grad()
        loss.backward()
        vae_optimizer.step()

    generator = nn.Sequential(
        nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 784),
        nn.Sigmoid(),
    )  # fmt: skip
    judge = nn.Sequential(
        nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 512), nn.LeakyReLU(0.2),
        nn.Linear(512, 1),
    )  # fmt: skip
    players = [torch.optim.Adam(m.parameters(), 2e-4, (0.5, 0.999)) for m in (judge, generator)]
    flat, cross_entropy = data.flatten(1), functional.binary_cross_entropy_with_logits
    real, fake = torch.ones(BATCH_SIZE, 1), torch.zeros(BATCH_SIZE, 1)

    def gan_step():
        made = generator(torch.randn(BATCH_SIZE, 64)).detach()
        loss = cross_entropy(judge(flat), real) + cross_entropy(judge(made), fake)
        players[0].zero_grad()
        loss.backward()
        players[0].step()
        loss = cross_entropy(judge(generator(torch.randn(BATCH_SIZE, 64))), real)
        players[1].zero_grad()
        loss.backward()
        players[1].step()

    def repeated(step):
        return lambda: [step() for _ in range(STEPS)]

    return {"convolutional VAE": repeated(vae_step), "dense GAN": repeated(gan_step)}


def training(images, repeats):
    try:
        others = torch_steps(images)
    except ImportError:
        others = {}
    product, operations = matrix_rate()
    for name, (model, recipe) in networks().items():
        fit, loop = fit_and_bare_loop(model, recipe, images)
        runs = {"fit": fit, "bare loop": loop, "matrix product": product}
        if name in others:
            runs["eager PyTorch"] = others[name]
        seconds = medians(runs, repeats)
        rate = operations / seconds["matrix product"]
        share = floating_operations(model) * STEPS / seconds["fit"] / rate
        compiled = "XLA" if recipe.jit_compile else "no XLA"
        print(
            f"\n{name}, batch {BATCH_SIZE}, {compiled}, {recipe.steps_per_execution} steps a call"
        )
        print(f"  images per second       {BATCH_SIZE * STEPS / seconds['fit']:10,.0f}")
        print(f"  fit / bare loop, time   {seconds['fit'] / seconds['bare loop']:10.3f}")
        if name in others:
            print(f"  fit / PyTorch, speed    {seconds['eager PyTorch'] / seconds['fit']:10.2f}")
        print(f"  share of matrix rate    {share:10.0%}  of {rate / 1e9:.0f} GFLOP/s")


def penalties(images, repeats):
    """Time of a contractive step over that of the same autoencoder without the penalty."""
    one_layer = {
        "latent_dim": 1000, "architecture": SINGLE_LAYER, "code_activation": "sigmoid",
        "tied": True, "likelihood": "bernoulli",
    }  # fmt: skip
    dense = {"latent_dim": 16, "architecture": Dense((256,))}
    cases = {
        "closed_form_jacobian": (one_layer, True, STEPS),
        "exact_jacobian": (dense, False, 12),
        "hutchinson_jacobian": (dense, False, 12),
    }
    print(f"\nstep with the norm of the Jacobian / without, time, batch {BATCH_SIZE}")
    for jacobian, (settings, jit_compile, steps) in cases.items():
        plain = kerasgen.Autoencoder.from_data_shape((28, 28, 1), seed=0, **settings)
        contractive = kerasgen.ContractiveAutoencoder.from_data_shape(
            (28, 28, 1), seed=0, jacobian=jacobian, **settings
        )
        batches = Split(images[: steps * BATCH_SIZE]).batches(BATCH_SIZE, seed=0)
        runs = {}
        for name, model in {"plain": plain, "contractive": contractive}.items():
            model.compile(jit_compile=jit_compile)
            runs[name] = functools.partial(model.fit, batches, verbose=0)
        seconds = medians(runs, repeats)
        ratio = seconds["contractive"] / seconds["plain"]
        print(f"  {jacobian:<22}{settings['latent_dim']:5d} latents {ratio:8.2f}")


def latency(repeats):
    model = networks()["convolutional VAE"][0]
    functions = model.deployed()
    with tempfile.TemporaryDirectory() as folder:
        savedmodel.write(model, functions, Path(folder, "1"))
        served = tf.saved_model.load(Path(folder, "1"))
        content = onnx.convert("decode", functions["decode"], "VAE").SerializeToString()
    session = onnxruntime.InferenceSession(content)
    print("\nlatency of the VAE's decoder in milliseconds")
    for count in (1, 64):
        latents = np.random.default_rng(0).standard_normal((count, 16)).astype("float32")
        tensor = tf.constant(latents)
        runs = {
            "generate": lambda count=count: model.generate(count, seed=1),
            "SavedModel": lambda tensor=tensor: served.signatures["serving_default"](
                latents=tensor
            ),
            "ONNX": lambda latents=latents: session.run(None, {"latents": latents}),
        }
        seconds = medians(runs, 20 * repeats)
        shown = "".join(f"  {name} {1e3 * value:7.2f}" for name, value in seconds.items())
        print(f"  batch {count:2d}{shown}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()
    images = np.random.default_rng(0).random((STEPS * BATCH_SIZE, 28, 28, 1), dtype="float32")
    training(images, arguments.repeats)
    penalties(images, arguments.repeats)
    latency(arguments.repeats)


if __name__ == "__main__":
    main()
