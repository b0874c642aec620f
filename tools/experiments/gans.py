"""Generative adversarial networks: what `tools/reproduce.py` can measure of them."""

from experiments.experiment import Experiment, trained
from kerasgen.density_evaluation import evaluate_density


def gaussian_1d(seed):
    model, data = trained("gan", seed, source="gaussian_1d")
    measured, _ = evaluate_density(model, data)
    return {
        "Wasserstein-1 over the data's deviation": measured["wasserstein_1_over_std"],
        "largest distance of D from 1/2": measured["largest_distance_from_half"],
        "value of the game": measured["value_of_the_game"],
    }


EXPERIMENTS = {
    "gaussian_1d": Experiment(
        gaussian_1d,
        minutes=2,
        protocol="GAN on N(1, .5^2), recipe of `gan` for `gaussian_1d`; D within 2 deviations",
        bars={
            "Wasserstein-1 over the data's deviation": "<= 0.1",
            "largest distance of D from 1/2": "<= 0.05",
            "value of the game": "-1.436 to -1.336",
        },
        controls={"value of the game": "-log 4 = -1.386"},
    ),
}
