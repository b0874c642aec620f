"""What `tools/reproduce.py` can measure: each a function of the seed to named numbers."""

from experiments import autoencoders, gans, hybrids, latent_spaces, vaes

EXPERIMENTS = {
    **autoencoders.EXPERIMENTS,
    **vaes.EXPERIMENTS,
    **latent_spaces.EXPERIMENTS,
    **gans.EXPERIMENTS,
    **hybrids.EXPERIMENTS,
}
