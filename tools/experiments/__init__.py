"""What `tools/reproduce.py` can measure: each a function of the seed to named numbers."""

from experiments import autoencoders, few_labels, gans, hybrids, latent_spaces, vaes

EXPERIMENTS = {
    **autoencoders.EXPERIMENTS,
    **vaes.EXPERIMENTS,
    **latent_spaces.EXPERIMENTS,
    **gans.EXPERIMENTS,
    **few_labels.EXPERIMENTS,
    **hybrids.EXPERIMENTS,
}
