"""What `tools/benchmark.py` can time: each a function of the number of repeats, which prints."""

from benchmarks import iwae, latency, likelihood, penalties, steps

SECTIONS = {
    "vae": steps.vae,
    "gan": steps.gan,
    "wgan_gp": steps.wgan_gp,
    "info_gan": steps.info_gan,
    "iwae": iwae.training_step,
    "likelihood": likelihood.log_likelihood,
    "penalties": penalties.jacobians,
    "latency": latency.decoder,
}
