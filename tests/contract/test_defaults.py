"""What every method is when nothing is asked for: the optimizers and the weights of its paper."""

import inspect

import keras
import pytest
from small_models import build

from kerasgen.catalogue import methods
from kerasgen.formulas import adversarial
from kerasgen.formulas.gradient_penalties import R1, R2, GradientPenalty
from kerasgen.formulas.sparsity import LaplacePrior, TargetActivation
from kerasgen.networks.layers import SpectralDense


def adam(rate, beta_1=0.9, beta_2=0.999, **others):
    return keras.optimizers.Adam(rate, beta_1, beta_2, **others)


def players(of_discriminator, of_generator, role="discriminator"):
    return {f"{role}_optimizer": of_discriminator, "generator_optimizer": of_generator}


KINGMA_AND_BA = {"optimizer": adam(1e-3)}
RADFORD = players(adam(2e-4, 0.5), adam(2e-4, 0.5))
BURDA = {"optimizer": adam(1e-3, epsilon=1e-4)}
CHEN = players(adam(2e-4, 0.5), adam(1e-3, 0.5))
OPTIMIZERS = {
    "autoencoder": KINGMA_AND_BA,
    "linear_autoencoder": KINGMA_AND_BA,
    "contractive_autoencoder": KINGMA_AND_BA,
    "higher_order_contractive_autoencoder": KINGMA_AND_BA,
    "denoising_autoencoder": KINGMA_AND_BA,
    "k_sparse_autoencoder": KINGMA_AND_BA,
    "sparse_autoencoder": {"optimizer": adam(1e-3, weight_decay=0.01)},
    "vae": KINGMA_AND_BA,
    "dip_vae": KINGMA_AND_BA,
    "beta_vae": KINGMA_AND_BA,
    "beta_tcvae": KINGMA_AND_BA,
    "conditional_vae": KINGMA_AND_BA,
    "free_bits_vae": KINGMA_AND_BA,
    "info_vae": KINGMA_AND_BA,
    "linear_vae": KINGMA_AND_BA,
    "vamp_prior_vae": KINGMA_AND_BA,
    "semi_supervised_vae": KINGMA_AND_BA,
    "stacked_semi_supervised_vae": KINGMA_AND_BA,
    "wae": KINGMA_AND_BA,
    "hierarchical_vae": BURDA,
    "iwae": BURDA,
    "iwae_dreg": BURDA,
    "factor_vae": {"optimizer": adam(1e-4), "discriminator_optimizer": adam(1e-4, 0.5, 0.9)},
    "vade": {"optimizer": adam(2e-3, epsilon=1e-4)},
    "vq_vae": {"optimizer": adam(2e-4), "prior_optimizer": adam(1e-3)},
    "gan": RADFORD,
    "minimax_gan": RADFORD,
    "lsgan": RADFORD,
    "hinge_gan": RADFORD,
    "relativistic_gan": RADFORD,
    "pac_gan": RADFORD,
    "conditional_gan": RADFORD,
    "ac_gan": RADFORD,
    "info_gan": CHEN,
    "consistent_info_gan": CHEN,
    "semi_supervised_gan": players(adam(3e-3, 0.5), adam(3e-3, 0.5)),
    "wgan": players(*[keras.optimizers.RMSprop(5e-5)] * 2, role="critic"),
    "cluster_gan": players(*[adam(1e-4, 0.0, 0.9)] * 2, role="critic"),
    "wgan_gp": players(*[adam(1e-4, 0.0, 0.9)] * 2, role="critic"),
    "latent_gan": RADFORD,
    "semi_supervised_adversarial_autoencoder": {
        **KINGMA_AND_BA,
        "discriminator_optimizer": adam(2e-4, 0.5),
        "encoder_optimizer": adam(2e-4, 0.5),
        "classifier_optimizer": adam(1e-3),
    },
    "labelled_adversarial_autoencoder": {
        **KINGMA_AND_BA,
        "discriminator_optimizer": adam(1e-3, 0.5),
        "encoder_optimizer": adam(1e-3, 0.5),
    },
    "adversarial_autoencoder": {
        **KINGMA_AND_BA,
        "discriminator_optimizer": adam(2e-4, 0.5),
        "encoder_optimizer": adam(2e-4, 0.5),
    },
    "bi_gan": RADFORD,
    "vae_gan": {
        f"{player}_optimizer": keras.optimizers.RMSprop(3e-4)
        for player in ("encoder", "decoder", "discriminator")
    },
}
ONE_STEP = {"discriminator_steps": 1, "label_smoothing": 0.0}
INFORMATION = {**ONE_STEP, "categorical_weight": 1.0, "continuous_weight": 1.0}
CONTRACTION = {"contraction_weight": 0.1, "jacobian": "exact_jacobian"}
SETTINGS = {
    "vae": {"likelihood": "bernoulli"},
    "beta_vae": {"beta": 4.0},
    "beta_tcvae": {"beta": 6.0, "data_size": 60_000},
    "factor_vae": {"gamma": 10.0},
    "dip_vae": {"off_diagonal_weight": 1.0, "diagonal_weight": 10.0},
    "free_bits_vae": {"free_nats": 0.1},
    "info_vae": {"alpha": 1.0, "mmd_weight": 1000.0},
    "hierarchical_vae": {"samples": 1},
    "iwae": {"samples": 5},
    "iwae_dreg": {"samples": 5},
    "linear_vae": {"likelihood": "learned_scale_gaussian"},
    "semi_supervised_vae": {"class_weight": 0.1, "likelihood": "bernoulli"},
    "stacked_semi_supervised_vae": {"class_weight": 0.1, "likelihood": "learned_scale_gaussian"},
    "vq_vae": {"commitment_weight": 0.25, "decay": 0.99, "restart_share": 0.05},
    "wae": {"mmd_weight": 10.0, "likelihood": "squared_error"},
    "autoencoder": {"likelihood": "squared_error"},
    "linear_autoencoder": {"l2": 0.0},
    "contractive_autoencoder": CONTRACTION,
    "higher_order_contractive_autoencoder": {
        **CONTRACTION, "curvature_weight": 0.1, "noise_scale": 0.3,
    },
    "sparse_autoencoder": {"sparsity": "laplace_prior"},
    "gan": ONE_STEP,
    "conditional_gan": ONE_STEP,
    "ac_gan": {**ONE_STEP, "class_weight": 1.0},
    "semi_supervised_gan": {**ONE_STEP, "class_weight": 1.0},
    "pac_gan": {**ONE_STEP, "pack": 2},
    "info_gan": INFORMATION,
    "consistent_info_gan": {**INFORMATION, "consistency_weight": 1.0},
    "wgan": {"critic_steps": 5, "clip": 0.01},
    "cluster_gan": {"critic_steps": 5, "latent_weight": 10.0, "component_weight": 10.0},
    "wgan_gp": {"critic_steps": 5},
    "adversarial_autoencoder": {"adversarial_weight": 1.0, "prior": "gaussian_prior"},
    "bi_gan": {**ONE_STEP, "prior": "uniform_prior"},
    "vae_gan": {"gamma": 0.01, "adversarial_objective": "non_saturating"},
}  # fmt: skip
OBJECTIVES = {
    "gan": adversarial.NonSaturating,
    "minimax_gan": adversarial.Minimax,
    "lsgan": adversarial.LeastSquares,
    "hinge_gan": adversarial.Hinge,
    "relativistic_gan": adversarial.Relativistic,
    "latent_gan": adversarial.NonSaturating,
    "pac_gan": adversarial.NonSaturating,
    "conditional_gan": adversarial.NonSaturating,
    "ac_gan": adversarial.NonSaturating,
    "info_gan": adversarial.NonSaturating,
    "consistent_info_gan": adversarial.NonSaturating,
    "semi_supervised_gan": adversarial.NonSaturating,
    "wgan": adversarial.Wasserstein,
    "wgan_gp": adversarial.Wasserstein,
    "bi_gan": adversarial.NonSaturating,
}


PENALTIES = {
    "relativistic_gan": [(R1, 1), (R2, 1)],
    "wgan_gp": [(GradientPenalty, 10)],
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_are_those_of_the_paper(name):
    cls = methods()[name].load()
    found = cls.default_optimizers(cls)
    assert found.keys() == OPTIMIZERS[name].keys() == cls.players.keys()
    for player, of_paper in OPTIMIZERS[name].items():
        assert type(found[player]) is type(of_paper)
        settings, expected = (o.get_config() | {"name": None} for o in (found[player], of_paper))
        assert settings == expected, player


@pytest.mark.parametrize("name", SETTINGS)
def test_weights_and_steps_are_those_of_the_paper(name):
    parameters = inspect.signature(methods()[name].load()).parameters
    assert {option: parameters[option].default for option in SETTINGS[name]} == SETTINGS[name]


@pytest.mark.parametrize("name", OBJECTIVES)
def test_a_game_has_the_objective_and_the_penalties_of_its_paper(name):
    game = build(methods()[name])
    assert type(game.objective) is OBJECTIVES[name]
    found = [(type(penalty), penalty.weight) for penalty in game.penalties]
    assert found == PENALTIES.get(name, [])


def test_sparsity_is_a_laplace_prior_of_scale_2_or_a_rate_of_a_tenth():
    assert LaplacePrior().scale == 2.0
    assert (TargetActivation().target, TargetActivation().weight) == (0.1, 3.0)


def test_of_a_thousand_units_25_are_active():
    make = methods()["k_sparse_autoencoder"].load().from_data_shape
    assert make((4,)).latent_dim == 1000
    assert [make((4,), latent_dim).active_units for latent_dim in (4, 1000)] == [1, 25]


def test_the_default_discriminator_of_sn_gan_is_normalised_in_every_layer():
    layers = build(methods()["hinge_gan"]).discriminator.layers
    assert [type(layer) for layer in layers if layer.weights] == [SpectralDense] * 2
