"""What each method is compared with: settings under which every term of its objective counts."""

from kerasgen.networks import SINGLE_LAYER, Dense, concatenation_discriminator

# Where a default switches a term off, or makes two weights equal, it is another value here.
CASES = {
    "ac_gan": [{"class_weight": 0.5}],
    "adversarial_autoencoder": [
        {"adversarial_weight": 0.5},
        {"prior": "uniform_prior:2.0", "adversarial_objective": "hinge"},
    ],
    "autoencoder": [{}, {"likelihood": "bernoulli", "tied": True}],
    "beta_tcvae": [{"data_size": 100}],
    "bi_gan": [
        {},
        {"stochastic": True, "prior": "gaussian_prior:2.0"},
        {"objective": "minimax"},
        {"objective": "hinge", "penalties": "r1:1.0,r2:1.0"},
    ],
    "cluster_gan": [{"critic_steps": 2}, {"critic_steps": 1, "latent_weight": 2.0}],
    "conditional_gan": [{}, {"discriminator_builder": concatenation_discriminator}],
    "consistent_info_gan": [{"consistency_weight": 2.0}],
    "contractive_autoencoder": [
        {},
        {
            "jacobian": "closed_form_jacobian",
            "architecture": SINGLE_LAYER,
            "code_activation": "sigmoid",
        },
        {"jacobian": "hutchinson_jacobian"},
    ],
    "denoising_autoencoder": [
        {"corruption": "masking"},
        {"corruption": "gaussian"},
        {"corruption": "salt_and_pepper"},
    ],
    "dip_vae": [{}, {"covariance": "covariance_of_latents"}],
    "factor_vae": [{"discriminator_units": [16, 16]}],
    "gan": [{}, {"discriminator_steps": 2, "label_smoothing": 0.1}],
    "hierarchical_vae": [
        {"upper_dim": 3, "upper_architecture": Dense((8,))},
        {"samples": 3, "upper_dim": 3, "upper_architecture": Dense((8,))},
    ],
    "info_gan": [{"categorical_weight": 0.5, "continuous_weight": 0.1}],
    "info_vae": [{"alpha": 0.5, "mmd_weight": 10.0}],
    "k_sparse_autoencoder": [{"active_units": 2}],
    "latent_gan": [
        {"center": [0.5, -1.0, 0.0, 1.0], "spread": [0.5, 1.0, 2.0, 4.0]},
        {"autoencoder": "autoencoder", "discriminator_steps": 2, "label_smoothing": 0.1},
    ],
    "linear_autoencoder": [{"l2": 0.1}],
    "semi_supervised_adversarial_autoencoder": [{}, {"adversarial_objective": "hinge"}],
    "semi_supervised_gan": [{"class_weight": 0.5}, {"label_smoothing": 0.1}],
    "semi_supervised_vae": [{}, {"class_weight": 2.0, "likelihood": "gaussian"}],
    "sparse_autoencoder": [{"sparsity": "laplace_prior"}, {"sparsity": "target_activation"}],
    "stacked_semi_supervised_vae": [
        {"kept": [0, 2], "center": [0.5, -1.0, 0.0, 1.0], "spread": [0.5, 1.0, 2.0, 4.0]},
        {"autoencoder": "autoencoder", "likelihood": "gaussian"},
    ],
    "vade": [{"components": 6}, {"autoencoder": "autoencoder", "likelihood": "gaussian"}],
    "vae": [
        {},
        {"likelihood": "continuous_bernoulli"},
        {"likelihood": "gaussian"},
        {"likelihood": "learned_scale_gaussian"},
    ],
    "vae_gan": [
        {"gamma": 0.5, "discriminator_architecture": Dense((16, 8))},
        {
            "likelihood": "squared_error",
            "discriminator_architecture": Dense((16, 8), batch_normalization=True),
        },
    ],
    "vamp_prior_vae": [{"components": 6}],
    "vq_vae": [{"codes": 12, "positions": 4, "prior_units": 8}],
    "wgan": [{"critic_steps": 2, "clip": 0.1}],
    "wgan_gp": [{"critic_steps": 2}],
}


def cases_of(name):
    """The settings, each a dict of arguments of `from_data_shape`, of the method called `name`."""
    return CASES.get(name, [{}])
