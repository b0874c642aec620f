"""What `tools/reproduce.py` can measure: each a function of the seed to named numbers."""

from experiments import autoencoders, gans, vaes

EXPERIMENTS = {**autoencoders.EXPERIMENTS, **vaes.EXPERIMENTS, **gans.EXPERIMENTS}
