"""Faults of methods."""

from faults.fault import Fault

OPTIMIZERS = "contract/test_defaults.py::test_optimizers_are_those_of_the_paper"
SETTINGS = "contract/test_defaults.py::test_weights_and_steps_are_those_of_the_paper"
GAMES = "contract/test_defaults.py::test_a_game_has_the_objective_and_the_penalties_of_its_paper"
WIRING = "contract/test_wiring.py::test_networks_are_trained_in_training_and_measured_in_measuring"
CONTRACTIVE = "autoencoders/test_contractive_autoencoder.py"
LINEAR = "autoencoders/test_linear_autoencoder.py"
WEIGHTED = "vaes/test_weighted_vaes.py"
DISENTANGLED = "vaes/test_dip_vae.py"
QUANTISED = "vaes/test_vq_vae.py"
VAMP = "vaes/test_vamp_prior_vae.py"
CODED = "gans/test_conditional_gans.py"
PACKED = "gans/test_pac_gan.py"
BIDIRECTIONAL = "hybrids/test_bi_gan.py"
ADVERSARIAL = "hybrids/test_adversarial_autoencoder.py"
STYLES = "hybrids/test_semi_supervised_adversarial_autoencoder.py"
SEMI = "vaes/test_semi_supervised_vae.py"
LAYERS = "vaes/test_hierarchical_vae.py"
MODES = "hybrids/test_labelled_adversarial_autoencoder.py"
STACKED = "vaes/test_stacked_semi_supervised_vae.py"
CLUSTERS = "vaes/test_vade.py"
FEW = "gans/test_semi_supervised_gan.py"
FEATURES = "hybrids/test_vae_gan.py"

FAULTS = [
    Fault(
        "vaes/vq_vae.py",
        "a prior of other positions is taken",
        'require_shape("What `prior` takes", self.prior.input, (self.positions,))',
        "pass",
        (
            "networks/test_fitting.py::test_a_network_of_other_inputs_or_outputs_is_refused_by_every_"
            "method[vq_vae]",
        ),
    ),
    Fault(
        "core/encoder_decoder.py",
        "a measured autoencoder trains",
        "self.objective(*self.given(data), training=False)",
        "self.objective(*self.given(data), training=True)",
        (f"{WIRING}[autoencoder]",),
    ),
    Fault(
        "autoencoders/denoising_autoencoder.py",
        "data are corrupted in measuring too",
        "self.corruption(x, training=training)",
        "self.corruption(x, training=True)",
        ("autoencoders/test_denoising_autoencoder.py::test_corruption_acts_in_training_only",),
    ),
    Fault(
        "autoencoders/denoising_autoencoder.py",
        "reconstructions are compared with corrupted data",
        "super().objective(seen, target, training)",
        "super().objective(seen, seen, training)",
        ("autoencoders/test_denoising_autoencoder.py::test_the_loss_compares_with_clean_data",),
    ),
    Fault(
        "autoencoders/denoising_autoencoder.py",
        "data that are corrupted already are corrupted again",
        "x if target is not x else self.corruption",
        "self.corruption",
        ("autoencoders/test_denoising_autoencoder.py::test_corrupted_data_are_taken_as_they_are",),
    ),
    Fault(
        "autoencoders/autoencoder.py",
        "a target is not learnt",
        "target = self.as_data(y)",
        "_ = self.as_data(y)",
        ("contract/test_doors.py::test_a_target_is_learnt_or_refused[autoencoder]",),
    ),
    Fault(
        "autoencoders/contractive_autoencoder.py",
        "the contraction is as heavy as the reconstruction",
        "reconstruction_nll + self.contraction_weight * norm",
        "reconstruction_nll + norm",
        (f"{CONTRACTIVE}::test_the_loss_is_the_weighted_sum",),
    ),
    Fault(
        "autoencoders/higher_order_contractive_autoencoder.py",
        "projections of the two Jacobians differ",
        "_, there = self.jacobian.image(self.encoder, noisy, training, seed)",
        "_, there = self.jacobian.image(self.encoder, noisy, training, self.draw_seed())",
        (f"{CONTRACTIVE}::test_both_jacobians_of_an_estimated_curvature_are_of_one_projection",),
    ),
    Fault(
        "autoencoders/higher_order_contractive_autoencoder.py",
        "noise has the variance that is its scale",
        "noisy = x + self.noise_scale * standard_normal",
        "noisy = x + self.noise_scale**0.5 * standard_normal",
        (f"{CONTRACTIVE}::test_the_noise_has_the_scale_that_is_asked_for",),
    ),
    Fault(
        "autoencoders/k_sparse_autoencoder.py",
        "twice the paper's share is active",
        "max(1, latent_dim // 40)",
        "max(1, latent_dim // 20)",
        ("contract/test_defaults.py::test_of_a_thousand_units_25_are_active",),
    ),
    Fault(
        "autoencoders/linear_autoencoder.py",
        "biases are decayed too",
        'if v.path.endswith("kernel")]',
        'if v.path.endswith(("kernel", "bias"))]',
        (f"{LINEAR}::test_weights_cost_their_squares_and_biases_nothing",),
    ),
    Fault(
        "autoencoders/linear_autoencoder.py",
        "variances are read from singular values that are not squared",
        "self.l2 / (1 - singular_values**2)",
        "self.l2 / (1 - singular_values)",
        (f"{LINEAR}::test_variances_are_read_from_the_lengths_of_the_decoder",),
    ),
    Fault(
        "autoencoders/linear_autoencoder.py",
        "directions are those of the code",
        "np.linalg.svd(self._kernels()[1], full_matrices=False)[2]",
        "np.linalg.svd(self._kernels()[0].numpy().T, full_matrices=False)[2]",
        (f"{LINEAR}::test_variances_are_read_from_the_lengths_of_the_decoder",),
    ),
    Fault(
        "autoencoders/sparse_autoencoder.py",
        "weights are not decayed",
        "keras.optimizers.Adam(1e-3, weight_decay=0.01)",
        "keras.optimizers.Adam(1e-3)",
        (f"{OPTIMIZERS}[sparse_autoencoder]",),
    ),
    Fault(
        "autoencoders/stacked_denoising.py",
        "each layer learns from the data",
        "        codes = model.encode(codes)\n",
        "        model.encode(codes)\n",
        (
            "autoencoders/test_denoising_autoencoder.py"
            "::test_layers_are_trained_one_after_the_other_on_the_codes_below",
        ),
    ),
    Fault(
        "vaes/vae.py",
        "importance weights have the posterior's density, not its inverse",
        "self.log_prior(z, training) - nll - log_posterior",
        "self.log_prior(z, training) - nll + log_posterior",
        ("vaes/test_iwae.py::test_weights_are_the_densities_of_scipy",),
    ),
    Fault(
        "vaes/vae.py",
        "draws are weighted under other examples' posteriors",
        """            tensor = ops.broadcast_to(tensor, (samples, *ops.shape(tensor)))
            return ops.reshape(tensor, (-1, *tensor.shape[2:]))
""",
        "            return ops.repeat(tensor, samples, axis=0)\n",
        ("vaes/test_iwae.py::test_weights_are_the_densities_of_scipy",),
    ),
    Fault(
        "vaes/vae.py",
        "the decoder measures while it trains",
        "self.likelihood.nll(x, self.decoder(z, training=training))",
        "self.likelihood.nll(x, self.decoder(z, training=False))",
        (f"{WIRING}[vae]",),
    ),
    Fault(
        "vaes/vae.py",
        "all draws of an example are one",
        "noise = standard_normal(shape, self.draw_seed())",
        "noise = standard_normal(shape[-2:], self.draw_seed())",
        ("vaes/test_iwae.py::test_draws_of_an_example_differ",),
    ),
    Fault(
        "vaes/beta_vae.py",
        "the reconstruction is weighted instead",
        'terms["reconstruction_nll"] + beta * terms["kl"]',
        'beta * terms["reconstruction_nll"] + terms["kl"]',
        (f"{WEIGHTED}::test_losses_are_the_weighted_sums_of_their_terms",),
    ),
    Fault(
        "vaes/beta_tcvae.py",
        "the mutual information is weighted too",
        'terms["mutual_information"]\n            + self.beta',
        'self.beta * terms["mutual_information"]\n            + self.beta',
        (f"{WEIGHTED}::test_losses_are_the_weighted_sums_of_their_terms",),
    ),
    Fault(
        "vaes/beta_tcvae.py",
        "another beta",
        "beta=6.0,",
        "beta=4.0,",
        (f"{SETTINGS}[beta_tcvae]",),
    ),
    Fault(
        "vaes/factor_vae.py",
        "what is shuffled are the same draws",
        "return self.posterior_draw(posterior), self.shuffled_draw(posterior)",
        """z = self.posterior_draw(posterior)
        order = ops.argsort(tf.random.stateless_uniform(ops.shape(z), self.draw_seed()), axis=0)
        return z, ops.take_along_axis(z, order, axis=0)""",
        (f"{WEIGHTED}::test_the_discriminator_tells_draws_from_other_draws_shuffled",),
    ),
    Fault(
        "vaes/factor_vae.py",
        "what is told from shuffled draws are means",
        "return self.posterior_draw(posterior), self.shuffled_draw(posterior)",
        'return posterior["mean"], self.shuffled_draw(posterior)',
        (f"{WEIGHTED}::test_the_discriminator_tells_draws_from_other_draws_shuffled",),
    ),
    Fault(
        "vaes/factor_vae.py",
        "latents are shuffled together",
        "tf.random.stateless_uniform(ops.shape(z), self.draw_seed())",
        "tf.random.stateless_uniform((ops.shape(z)[0], 1), self.draw_seed()) + 0 * z",
        (f"{WEIGHTED}::test_shuffled_draws_keep_each_latent_and_lose_what_binds_them",),
    ),
    Fault(
        "vaes/factor_vae.py",
        "the discriminator's loss is not halved",
        "return 0.5 * Minimax()",
        "return Minimax()",
        (f"{WEIGHTED}::test_the_discriminator_takes_draws_for_draws",),
    ),
    Fault(
        "vaes/factor_vae.py",
        "the discriminator takes shuffled draws for draws",
        """            self.discriminator(z, training=training)["logits"],
            self.discriminator(shuffled, training=training)["logits"],
""",
        """            self.discriminator(shuffled, training=training)["logits"],
            self.discriminator(z, training=training)["logits"],
""",
        (f"{WEIGHTED}::test_the_discriminator_takes_draws_for_draws",),
    ),
    Fault(
        "vaes/factor_vae.py",
        "the discriminator has Adam's usual momentum",
        "keras.optimizers.Adam(1e-4, beta_1=0.5, beta_2=0.9)",
        "keras.optimizers.Adam(1e-4)",
        (f"{OPTIMIZERS}[factor_vae]",),
    ),
    Fault(
        "vaes/free_bits_vae.py",
        "each example has a floor of its own",
        "ops.sum(ops.maximum(ops.mean(by_latent, axis=0), self.free_nats))",
        "ops.sum(ops.mean(ops.maximum(by_latent, self.free_nats), axis=0))",
        (f"{WEIGHTED}::test_what_is_free_is_the_mean_over_the_batch",),
    ),
    Fault(
        "vaes/free_bits_vae.py",
        "latents share one floor",
        "ops.sum(ops.maximum(ops.mean(by_latent, axis=0), self.free_nats))",
        "ops.maximum(ops.sum(ops.mean(by_latent, axis=0)), self.free_nats)",
        (f"{WEIGHTED}::test_latents_that_cost_less_than_what_is_free_are_not_pushed",),
    ),
    Fault(
        "vaes/info_vae.py",
        "the weight of the discrepancy is one too large",
        "weight = self.alpha + self.mmd_weight - 1.0",
        "weight = self.alpha + self.mmd_weight",
        (f"{WEIGHTED}::test_losses_are_the_weighted_sums_of_their_terms",),
    ),
    Fault(
        "vaes/wae.py",
        "codes are drawn to one draw of the prior",
        "prior_z = self.sample_latents(ops.shape(z)[0])",
        "prior_z = self.prior_draw(ops.shape(z)[0], (0, 0))",
        (f"{WEIGHTED}::test_what_codes_are_drawn_to_is_drawn_afresh",),
    ),
    Fault(
        "vaes/dip_vae.py",
        "latents vary as their means alone",
        "ops.diag(ops.mean(variances, axis=0))",
        "0.0 * ops.diag(ops.mean(variances, axis=0))",
        (f"{DISENTANGLED}::test_covariances_by_hand",),
    ),
    Fault(
        "vaes/dip_vae.py",
        "variances are standard deviations",
        'ops.exp(ops.cast(posterior["log_var"], "float32"))',
        'ops.exp(0.5 * ops.cast(posterior["log_var"], "float32"))',
        (f"{DISENTANGLED}::test_covariances_by_hand",),
    ),
    Fault(
        "vaes/dip_vae.py",
        "means are not centred",
        "centred = mean - ops.mean(mean, axis=0)",
        "centred = mean",
        (f"{DISENTANGLED}::test_a_constant_in_all_means_is_no_covariance",),
    ),
    Fault(
        "vaes/dip_vae.py",
        "the weights are exchanged",
        "self.off_diagonal_weight * off_diagonal + self.diagonal_weight * diagonal",
        "self.diagonal_weight * off_diagonal + self.off_diagonal_weight * diagonal",
        (f"{DISENTANGLED}::test_penalties_by_hand",),
    ),
    Fault(
        "vaes/hierarchical_vae.py",
        "the upper posterior is not paid for",
        " + log_density(z, made) - log_density(u, posterior)",
        " + log_density(z, made)",
        (f"{LAYERS}::test_with_the_true_posteriors_every_draw_gives_the_likelihood[1]",),
    ),
    Fault(
        "vaes/hierarchical_vae.py",
        "lower latents are as likely whatever the upper ones are",
        " + log_density(z, made) - log_density(u, posterior)",
        " - log_density(u, posterior)",
        (f"{LAYERS}::test_with_the_true_posteriors_every_draw_gives_the_likelihood[1]",),
    ),
    Fault(
        "vaes/hierarchical_vae.py",
        "lower latents are drawn at their mean",
        'return reparametrise(made["mean"], made["log_var"], noise)',
        'return made["mean"]',
        (f"{LAYERS}::test_latents_are_drawn_from_both_layers",),
    ),
    Fault(
        "vaes/hierarchical_vae.py",
        "both layers are drawn by the same noise",
        "self.upper_dim), folded(seed, 1))",
        "self.upper_dim), seed)",
        (f"{LAYERS}::test_latents_are_drawn_from_both_layers",),
    ),
    Fault(
        "hybrids/labelled_adversarial_autoencoder.py",
        "codes are judged without their labels",
        "ops.concatenate([code, beside], axis=-1)",
        "ops.concatenate([code, 0.0 * beside], axis=-1)",
        (f"{MODES}::test_the_discriminator_sees_codes_beside_the_labels_of_their_examples",),
    ),
    Fault(
        "hybrids/labelled_adversarial_autoencoder.py",
        "what is not labelled is drawn from the first mode",
        "label + none / self.classes",
        "label + none * ops.one_hot(0, self.classes)",
        (f"{MODES}::test_draws_are_of_the_mode_of_the_label_and_of_any_where_there_is_none",),
    ),
    Fault(
        "hybrids/labelled_adversarial_autoencoder.py",
        "a class is generated from any mode",
        "self.prior.draw_of(mode, seed)))",
        "self.prior.draw(count, self.drawn_dim, seed)))",
        (f"{MODES}::test_a_class_is_generated_from_its_mode",),
    ),
    Fault(
        "vaes/iwae.py",
        "the bound is of the sum of weights",
        "math.log(self.samples) - ops.logsumexp(log_weights, axis=0)",
        "-ops.logsumexp(log_weights, axis=0)",
        ("vaes/test_iwae.py::test_bounds_at_hand_worked_weights",),
    ),
    Fault(
        "vaes/iwae.py",
        "the bound is over the batch",
        "math.log(self.samples) - ops.logsumexp(log_weights, axis=0)",
        "math.log(self.samples) - ops.logsumexp(log_weights, axis=1)",
        ("vaes/test_iwae.py::test_bounds_at_hand_worked_weights",),
    ),
    Fault(
        "vaes/iwae.py",
        "Adam has its usual epsilon",
        "keras.optimizers.Adam(1e-3, epsilon=1e-4)",
        "keras.optimizers.Adam(1e-3)",
        (f"{OPTIMIZERS}[iwae]",),
    ),
    Fault(
        "vaes/iwae_dreg.py",
        "weights are not squared for the encoder",
        "output_gradients=ops.square(weights)",
        "output_gradients=weights",
        ("vaes/test_iwae.py::test_the_double_gradient_is_that_of_the_paper",),
    ),
    Fault(
        "vaes/iwae_dreg.py",
        "the posterior's parameters are not fixed",
        "fixed = {name: ops.stop_gradient(value) for name, value in posterior.items()}",
        "fixed = posterior",
        ("vaes/test_iwae.py::test_the_double_gradient_is_that_of_the_paper",),
    ),
    Fault(
        "vaes/linear_vae.py",
        "the spread of the latents costs double",
        "+ 0.5 * precision * spread",
        "+ precision * spread",
        (
            "vaes/test_linear_vae.py::test_the_bound_is_the_mean_of_its_draws_and_below_the_likelihood",
        ),
    ),
    Fault(
        "vaes/vamp_prior_vae.py",
        "the mixture is a sum",
        "ops.logsumexp(log_densities, axis=1) - math.log(self.components)",
        "ops.logsumexp(log_densities, axis=1)",
        (f"{VAMP}::test_prior_is_the_mixture_of_the_posteriors_of_pseudo_inputs",),
    ),
    Fault(
        "vaes/vamp_prior_vae.py",
        "pseudo-inputs have no upper bound",
        "layers.ReLU(max_value=1.0)(flat)",
        "layers.ReLU()(flat)",
        (f"{VAMP}::test_pseudo_inputs_stay_in_the_range_of_images",),
    ),
    Fault(
        "vaes/vamp_prior_vae.py",
        "the prior does not learn",
        "kl = log_posterior - self.log_prior(z, training)",
        "kl = log_posterior - ops.stop_gradient(self.log_prior(z, training))",
        (f"{VAMP}::test_pseudo_inputs_move_with_training",),
    ),
    Fault(
        "vaes/vq_vae.py",
        "commitment moves the codes' side",
        'losses.squared_error(latents, ops.stop_gradient(nearest["latents"]))',
        'losses.squared_error(ops.stop_gradient(latents), nearest["latents"])',
        (f"{QUANTISED}::test_commitment_is_the_distance_that_the_encoder_alone_closes",),
    ),
    Fault(
        "vaes/vq_vae.py",
        "the prior pays for a position in the mean",
        "return ops.sum(nll, axis=-1)",
        "return ops.mean(nll, axis=-1)",
        (f"{QUANTISED}::test_the_prior_pays_for_every_position",),
    ),
    Fault(
        "vaes/vq_vae.py",
        "decay and restarts are exchanged",
        "Quantiser(codes, code_dim, decay, restart_share, dtype",
        "Quantiser(codes, code_dim, restart_share, decay, dtype",
        (f"{QUANTISED}::test_what_is_asked_of_the_codebook_reaches_it",),
    ),
    Fault(
        "vaes/vq_vae.py",
        "draws begin with the likeliest code",
        "ops.cumsum(ops.softmax(logits), axis=-1)",
        "ops.cumsum(ops.softmax(2.0 * logits), axis=-1)",
        (f"{QUANTISED}::test_draws_have_the_probabilities_that_the_prior_says",),
    ),
    Fault(
        "vaes/conditional_vae.py",
        "the decoder forgets the class",
        'self.decoder({"latents": z, "label": x["label"]}, training=training)',
        'self.decoder({"latents": z, "label": 0 * x["label"]}, training=training)',
        ("vaes/test_conditional_vae.py::test_likelihoods_are_given_the_class",),
    ),
    Fault(
        "gans/gan.py",
        "the game is the minimax one",
        'default_objective = "non_saturating"',
        'default_objective = "minimax"',
        ("gans/test_gan.py::test_two_generator_losses_are_two_classes",),
    ),
    Fault(
        "gans/lsgan.py",
        "least squares are hinges",
        'default_objective = "least_squares"',
        'default_objective = "hinge"',
        (f"{GAMES}[lsgan]",),
    ),
    Fault(
        "gans/relativistic_gan.py",
        "what is generated has no penalty",
        'default_penalties = "r1:1,r2:1"',
        'default_penalties = "r1:1"',
        (f"{GAMES}[relativistic_gan]",),
    ),
    Fault(
        "gans/hinge_gan.py",
        "the discriminator has no spectral norm",
        "networks.spectrally_normalised(networks.discriminator(data_shape, architecture))",
        "networks.discriminator(data_shape, architecture)",
        (
            "contract/test_defaults.py"
            "::test_the_default_discriminator_of_sn_gan_is_normalised_in_every_layer",
        ),
    ),
    Fault(
        "gans/conditional_gan.py",
        "generated examples have classes of their own",
        '"label": x["label"]}\n\n    def generated',
        '"label": x["label"][::-1]}\n\n    def generated',
        (f"{CODED}::test_generated_examples_have_the_classes_of_the_data",),
    ),
    Fault(
        "gans/ac_gan.py",
        "the class of data is asked of generated examples",
        'of_class += losses.categorical_nll(fake["label"], fake_outputs["class_logits"])',
        'of_class += losses.categorical_nll(x["label"], real_outputs["class_logits"])',
        (f"{CODED}::test_the_classifier_of_both_kinds_of_examples_is_asked_about_their_own",),
    ),
    Fault(
        "gans/ac_gan.py",
        "the generator is asked for the classes of the data",
        'of_class = losses.categorical_nll(fake["label"], fake_outputs["class_logits"])',
        'of_class = losses.categorical_nll(x["label"], fake_outputs["class_logits"])',
        (f"{CODED}::test_the_classifier_of_both_kinds_of_examples_is_asked_about_their_own",),
    ),
    Fault(
        "gans/info_gan.py",
        "the discriminator does not learn codes",
        'self.weighted(self.code_nlls(fake_outputs["features"], fake, training))',
        """self.weighted(
            self.code_nlls(ops.stop_gradient(fake_outputs["features"]), fake, training)
        )""",
        (f"{CODED}::test_codes_move_the_features_that_they_are_read_from",),
    ),
    Fault(
        "gans/info_gan.py",
        "weights of the kinds of codes are exchanged",
        """        of_categories = self.categorical_weight * nlls["categorical"]
        return of_categories + self.continuous_weight * nlls["continuous"]
""",
        """        of_categories = self.continuous_weight * nlls["categorical"]
        return of_categories + self.categorical_weight * nlls["continuous"]
""",
        (f"{CODED}::test_both_players_minimise_each_kind_of_code_with_its_own_weight",),
    ),
    Fault(
        "gans/info_gan.py",
        "codes are drawn of one seed",
        "name: code.draw(count, folded(seed, place))",
        "name: code.draw(count, folded(seed, 1))",
        (f"{CODED}::test_noise_and_codes_are_uniform_and_independent_of_one_another",),
    ),
    Fault(
        "gans/info_gan.py",
        "noise is in [0, 1]",
        "return 2.0 * standard_uniform((count, self.latent_dim), seed) - 1.0",
        "return standard_uniform((count, self.latent_dim), seed)",
        (f"{CODED}::test_noise_and_codes_are_uniform_and_independent_of_one_another",),
    ),
    Fault(
        "gans/info_gan.py",
        "the generator learns as slowly as the discriminator",
        '"generator_optimizer": keras.optimizers.Adam(1e-3, beta_1=0.5)',
        '"generator_optimizer": keras.optimizers.Adam(2e-4, beta_1=0.5)',
        (f"{OPTIMIZERS}[info_gan]",),
    ),
    Fault(
        "gans/info_gan.py",
        "the recognition network moves with the generator",
        """        "discriminator_optimizer": ("discriminator", "recognition"),
        "generator_optimizer": ("generator",),
""",
        """        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator", "recognition"),
""",
        ("contract/test_wiring.py::test_players_move_the_networks_of_the_paper[info_gan]",),
    ),
    Fault(
        "gans/consistent_info_gan.py",
        "one view is seen twice",
        "real, again, made = (self.outputs(batch, training) for batch in (x, x, fake))",
        """real, made = (self.outputs(batch, training) for batch in (x, fake))
        again = real""",
        ("gans/test_consistent_info_gan.py::test_agreement_is_of_two_views_of_the_data",),
    ),
    Fault(
        "gans/consistent_info_gan.py",
        "players are paid for views that disagree",
        "return of_game - self.consistency_weight * agreement",
        "return of_game + self.consistency_weight * agreement",
        ("gans/test_consistent_info_gan.py::test_what_is_added_is_the_information_of_two_views",),
    ),
    Fault(
        "gans/pac_gan.py",
        "packs are examples far apart",
        """groups = ops.reshape(filled, (packs, self.pack, *x.shape[1:]))
        joined = ops.moveaxis(groups, 1, -2)""",
        """groups = ops.reshape(filled, (self.pack, packs, *x.shape[1:]))
        joined = ops.moveaxis(groups, 0, -2)""",
        (f"{PACKED}::test_packs_are_neighbours_joined_along_the_last_axis",),
    ),
    Fault(
        "gans/pac_gan.py",
        "an example's output is that of another pack",
        "ops.repeat(o, self.pack, axis=0)[:count]",
        "ops.tile(o, (self.pack, 1))[:count]",
        (f"{PACKED}::test_the_output_for_a_pack_is_that_for_each_of_its_examples",),
    ),
    Fault(
        "gans/pac_gan.py",
        "a pack's slope counts for each of its examples",
        "self.outputs(data, training)[self.output] / self.pack",
        "self.outputs(data, training)[self.output]",
        (f"{PACKED}::test_a_penalty_is_on_the_slope_of_one_output",),
    ),
    Fault(
        "gans/wgan.py",
        "negative weights are clipped to 0",
        "ops.clip(weight, -self.clip, self.clip)",
        "ops.clip(weight, 0.0, self.clip)",
        ("gans/test_gan.py::test_clipping_bounds_every_weight_of_the_critic",),
    ),
    Fault(
        "gans/wgan.py",
        "only kernels are clipped",
        "for weight in self.critic.trainable_variables:",
        "for weight in self.critic.trainable_variables[::2]:",
        ("gans/test_gan.py::test_clipping_bounds_every_weight_of_the_critic",),
    ),
    Fault(
        "gans/wgan_gp.py",
        "the penalty weighs 1",
        'penalties="gradient_penalty:10"',
        'penalties="gradient_penalty:1"',
        (f"{GAMES}[wgan_gp]",),
    ),
    Fault(
        "gans/wgan_gp.py",
        "Adam has a momentum of a half",
        "keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9)",
        "keras.optimizers.Adam(1e-4, beta_1=0.5, beta_2=0.9)",
        (f"{OPTIMIZERS}[wgan_gp]",),
    ),
    Fault(
        "gans/wgan_gp.py",
        "measuring trains the critic's statistics",
        "self.penalty(x, fake, training=False)",
        "self.penalty(x, fake, training=True)",
        (f"{WIRING}[wgan_gp]",),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "codes stand beside the data of others",
        'return {"data": x, "latents": codes["latents"]}',
        'return {"data": x, "latents": codes["latents"][::-1]}',
        (f"{BIDIRECTIONAL}::test_the_inverse_of_the_generator_leaves_nothing_to_tell",),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "generator and encoder play for the discriminator",
        "self.objective.joint_loss(real_outputs",
        "self.objective.discriminator_loss(real_outputs",
        (
            f"{BIDIRECTIONAL}::test_generator_and_encoder_move_at_once_each_by_its_own_pairs"
            "[wasserstein-1.0--1.0]",
        ),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "the encoder stays as it is",
        '"generator_optimizer": ("generator", "encoder"),',
        '"generator_optimizer": ("generator",),',
        ("contract/test_wiring.py::test_players_move_the_networks_of_the_paper[bi_gan]",),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "a stochastic code is its mean",
        'reparametrise(codes["mean"], codes["log_var"], noise)',
        'codes["mean"]',
        (
            f"{BIDIRECTIONAL}"
            "::test_a_stochastic_code_has_its_mean_and_its_variance_and_is_drawn_anew",
        ),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "every step draws the same codes",
        'ops.shape(codes["mean"]), self.draw_seed())',
        'ops.shape(codes["mean"]), 1)',
        (
            f"{BIDIRECTIONAL}"
            "::test_a_stochastic_code_has_its_mean_and_its_variance_and_is_drawn_anew",
        ),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "slopes are by data alone",
        '"latents": latents}\n            return self.outputs(pair',
        '"latents": ops.stop_gradient(latents)}\n            return self.outputs(pair',
        (f"{BIDIRECTIONAL}::test_slopes_are_by_data_and_latents_together[r1:2.0-5.0]",),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "codes are encoded without moving averages",
        'outputs = self.averaged("encoder")(data)',
        "outputs = self.encoder(data)",
        (f"{BIDIRECTIONAL}::test_moving_averages_are_of_both",),
    ),
    Fault(
        "hybrids/bi_gan.py",
        "codes of another size are taken",
        'require_shape(f"`{name}` of `encoder`", self.encoder.output[name], latents)',
        "pass",
        (f"{BIDIRECTIONAL}::test_networks_that_do_not_fit_are_refused_in_one_line",),
    ),
    Fault(
        "hybrids/adversarial_autoencoder.py",
        "the discriminator takes codes for draws of the prior",
        "yield self.discriminator, z, code",
        "yield self.discriminator, code, z",
        (
            f"{ADVERSARIAL}::test_the_best_discriminator_of_gaussian_codes_is_the_quadratic_of_their_log_ratio",
        ),
    ),
    Fault(
        "hybrids/adversarial_autoencoder.py",
        "the weight of the game is not heard",
        'self.minimize(weighted, tape, "encoder_optimizer")',
        'self.minimize(loss, tape, "encoder_optimizer")',
        (f"{ADVERSARIAL}::test_a_game_of_no_weight_leaves_the_autoencoder",),
    ),
    Fault(
        "hybrids/adversarial_autoencoder.py",
        "codes that are judged are not those of training",
        'self.codes(x, training=True)["latents"]  # outside',
        'self.codes(x, training=False)["latents"]  # outside',
        (f"{WIRING}[adversarial_autoencoder]",),
    ),
    Fault(
        "hybrids/semi_supervised_adversarial_autoencoder.py",
        "with a prior of ten modes each class has its own",
        "self.classes, folded(seed, 3))",
        "self.classes, folded(seed, 1))",
        (f"{STYLES}::test_a_class_says_nothing_of_the_style",),
    ),
    Fault(
        "hybrids/semi_supervised_adversarial_autoencoder.py",
        "classes have no game",
        '"discriminator_optimizer": ("discriminator", "class_discriminator")',
        '"discriminator_optimizer": ("discriminator",)',
        (
            "contract/test_wiring.py::test_players_move_the_networks_of_the_paper"
            "[semi_supervised_adversarial_autoencoder]",
        ),
    ),
    Fault(
        "hybrids/semi_supervised_adversarial_autoencoder.py",
        "logits of classes are decoded",
        'ops.softmax(heads["class_logits"]))',
        'heads["class_logits"])',
        (f"{STYLES}::test_the_code_is_the_style_and_the_probabilities_of_classes",),
    ),
    Fault(
        "vaes/stacked_semi_supervised_vae.py",
        "the same codes are learnt from in every step",
        'self.of_kept(self.code_examples(given["data"]))',
        'self.features(given["data"])',
        (f"{STACKED}::test_codes_are_drawn_afresh_from_the_posteriors_and_scaled",),
    ),
    Fault(
        "vaes/stacked_semi_supervised_vae.py",
        "latents that are not used are learnt from",
        "autoencoder.encode(examples).std(axis=0) > IN_USE",
        "autoencoder.encode(examples).std(axis=0) >= 0",
        (f"{STACKED}::test_latents_that_are_not_used_are_left_out_and_stay_at_their_mean",),
    ),
    Fault(
        "vaes/stacked_semi_supervised_vae.py",
        "what is made are codes",
        "self.data_of_codes(ops.matmul(codes, self.selection()))",
        "ops.matmul(codes, self.selection())",
        (f"{STACKED}::test_what_is_decoded_is_decoded_where_codes_lie",),
    ),
    Fault(
        "vaes/stacked_semi_supervised_vae.py",
        "the likelihood of codes is taken for that of data",
        "raise NotImplementedError(",
        "return super().log_weights(x, z, posterior, training)\n        raise NotImplementedError(",
        (f"{STACKED}::test_it_has_no_likelihood_of_data",),
    ),
    Fault(
        "vaes/semi_supervised_vae.py",
        "sureness is paid for",
        "math.log(self.classes) - entropy",
        "math.log(self.classes) + entropy",
        (f"{SEMI}::test_the_bounds_equal_brute_force",),
    ),
    Fault(
        "vaes/semi_supervised_vae.py",
        "the prior of classes is left out",
        'bound = terms["loss"] + math.log(self.classes) - entropy',
        'bound = terms["loss"] - entropy',
        (f"{SEMI}::test_with_every_label_it_is_the_conditional_vae",),
    ),
    Fault(
        "vaes/semi_supervised_vae.py",
        "data stand beside the classes of others",
        "label = ops.repeat(ops.eye(self.classes), count, axis=0)",
        "label = ops.tile(ops.eye(self.classes), (count, 1))",
        (f"{SEMI}::test_the_bounds_equal_brute_force",),
    ),
    Fault(
        "vaes/semi_supervised_vae.py",
        "a label is one belief among others",
        'x["label"] + unknown[:, None] * q',
        'x["label"] + q',
        (f"{SEMI}::test_a_wrong_belief_about_a_labelled_example_is_all_that_its_label_costs",),
    ),
    Fault(
        "vaes/vade.py",
        "shares are no probabilities",
        'ops.log_softmax(found["logits"][:, 0])',
        'found["logits"][:, 0]',
        (f"{CLUSTERS}::test_shares_are_the_softmax_of_their_logits",),
    ),
    Fault(
        "vaes/vade.py",
        "components are the same for every seed",
        "categories(count, shares, folded(seed, 1))",
        "categories(count, shares, 1)",
        (f"{CLUSTERS}::test_components_are_drawn_anew_for_every_seed",),
    ),
    Fault(
        "vaes/vade.py",
        "how far a posterior's components are from their shares costs nothing",
        'kls + log_gamma - parts["log_share"]',
        "kls",
        (f"{CLUSTERS}::test_the_bound_reaches_the_likelihood_of_clusters_that_lie_apart",),
    ),
    Fault(
        "gans/semi_supervised_gan.py",
        "the generator matches labelled examples too",
        "ops.mean(weights * real, axis=0)",
        "ops.mean(real, axis=0)",
        (f"{FEW}::test_the_generator_matches_the_mean_features_of_what_is_not_labelled",),
    ),
    Fault(
        "gans/semi_supervised_gan.py",
        "data are what is surely of one class",
        'ops.logsumexp(discriminator.output["class_logits"], axis=-1',
        'ops.max(discriminator.output["class_logits"], axis=-1',
        (f"{FEW}::test_the_discriminator_has_one_more_class_whose_logit_is_0",),
    ),
    Fault(
        "gans/semi_supervised_gan.py",
        "what classifies are the last weights and not their mean",
        'discriminator = self.averaged("discriminator")',
        "discriminator = self.discriminator",
        (f"{FEW}::test_what_ships_is_the_mean_of_weights_where_it_is_kept",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "the discriminator makes features alike too",
        'self.minimize(terms["discriminator_loss"]',
        'self.minimize(terms["discriminator_loss"] + terms["reconstruction_nll"]',
        (f"{FEATURES}::test_the_discriminator_learns_from_the_game_alone",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "the encoder pays for features as much as the decoder does",
        'self.minimize(terms["loss"]',
        'self.minimize(terms["decoder_loss"] + terms["kl"]',
        (f"{FEATURES}::test_the_encoder_learns_nothing_from_the_game",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "the game is weighted by gamma in place of the reconstruction",
        "self.gamma * reconstruction_nll + game.generator_loss(*logits)",
        "reconstruction_nll + self.gamma * game.generator_loss(*logits)",
        (f"{FEATURES}::test_the_decoder_goes_down_gamma_times_the_vaes_gradient_and_the_gans",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "the discriminator is shown reconstructions for samples",
        "for shown in (x, generated)",
        "for shown in (x, reconstruction)",
        (f"{FEATURES}::test_the_discriminator_learns_from_the_game_alone",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "data and samples change places",
        "game.discriminator_loss(*logits)",
        "game.discriminator_loss(*logits[::-1])",
        (f"{FEATURES}::test_losses_at_hand_worked_features",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "features have the likelihood's default scale",
        "log_scale=0.0",
        "log_scale=-2.3",
        (f"{FEATURES}::test_losses_at_hand_worked_features",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "samples are compared with the data",
        "ops.concatenate([x, reconstruction])",
        "ops.concatenate([x, generated])",
        (f"{FEATURES}::test_of_pixels_and_without_a_game_it_is_the_vae",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "a scale that nothing trains is taken",
        "if len(self.likelihood.heads) > 1:",
        "if len(self.likelihood.heads) > 2:",
        (f"{FEATURES}::test_what_does_not_fit_is_refused",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "epochs are ranked by features that move",
        "separable = comparable = False",
        "separable = False",
        ("training/test_health.py::test_losses_of_players_rank_no_epochs",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "the decoder that is used is the trained one",
        'self.averaged("decoder")',
        "self.decoder",
        (f"{FEATURES}::test_what_is_used_are_moving_averages_where_they_are_kept",),
    ),
    Fault(
        "hybrids/vae_gan.py",
        "data and reconstructions are normalised apart",
        """compared = self.discriminator(ops.concatenate([x, reconstruction]), training=training)
        features = ops.split(compared["features"], 2)
""",
        """apart = (self.discriminator(part, training=training) for part in (x, reconstruction))
        features = [outputs["features"] for outputs in apart]
""",
        (f"{FEATURES}::test_features_are_normalised_over_data_and_reconstructions_together",),
    ),
    Fault(
        "networks/adversarial.py",
        "likeness is by the layer right below the logits",
        "hidden[-2] if len(hidden) > 1 else",
        "hidden[-1] if len(hidden) > 1 else",
        (
            "networks/test_networks.py::"
            "test_likeness_is_by_the_hidden_layer_before_the_last_if_there_is_one",
        ),
    ),
]
