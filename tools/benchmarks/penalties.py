"""What the norm of an encoder's Jacobian adds to a training step."""

import functools

import kerasgen
from benchmarks.images import SHAPE, grey
from benchmarks.report import heading, line
from benchmarks.timing import medians
from kerasgen.data import Split
from kerasgen.networks import SINGLE_LAYER, Dense

BATCH_SIZE = 128
ONE_LAYER = {
    "latent_dim": 1000,
    "architecture": SINGLE_LAYER,
    "code_activation": "sigmoid",
    "tied": True,
    "likelihood": "bernoulli",
}
TWO_LAYERS = {"latent_dim": 16, "architecture": Dense((256,))}
# Settings, whether XLA compiles the step, and steps in one repeat, by the name of the Jacobian.
CASES = {
    "closed_form_jacobian": (ONE_LAYER, True, 120),
    "exact_jacobian": (TWO_LAYERS, False, 12),
    "hutchinson_jacobian": (TWO_LAYERS, False, 12),
}


def jacobians(repeats):
    """Training step of a contractive autoencoder over that of the same one without the penalty."""
    heading(f"step with the norm of the Jacobian / without, time, batch {BATCH_SIZE}")
    for jacobian, (settings, jit_compile, steps) in CASES.items():
        plain = kerasgen.Autoencoder.from_data_shape(SHAPE, seed=0, **settings)
        contractive = kerasgen.ContractiveAutoencoder.from_data_shape(
            SHAPE, seed=0, jacobian=jacobian, **settings
        )
        batches = Split(grey(steps * BATCH_SIZE)).batches(BATCH_SIZE, seed=0)
        runs = {}
        for name, model in {"plain": plain, "contractive": contractive}.items():
            model.compile(jit_compile=jit_compile)
            runs[name] = functools.partial(model.fit, batches, verbose=0)
        seconds = medians(runs, repeats)
        ratio = seconds["contractive"] / seconds["plain"]
        line(f"{jacobian}, {settings['latent_dim']}", f"{ratio:.2f}")
