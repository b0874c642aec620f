"""Faults of what methods are made of."""

from faults.fault import Fault

PLUMBING = "core/test_generative_model.py"
SAMPLERS = "core/test_samplers.py"
GAMES = "gans/test_gan.py"
WIRING = "contract/test_wiring.py::test_networks_are_trained_in_training_and_measured_in_measuring"
CODES = "gans/test_conditional_gans.py"
DOORS = "contract/test_doors.py"
REPLICAS = "contract/test_replicas.py"
REGULARISERS = "contract/test_regularisers.py"
FEW = "contract/test_few_labels.py"
LATENT = "hybrids/test_latent_gan.py"

FAULTS = [
    Fault(
        "core/generative_model.py",
        "a step goes down the sum of a batch",
        "share = optimizer.scale_loss(1.0 / count_everywhere(losses))",
        "share = optimizer.scale_loss(1.0 / replica_count())",
        (f"{PLUMBING}::test_a_step_goes_down_the_mean_over_the_examples",),
    ),
    Fault(
        "core/replicas.py",
        "each replica goes down a mean of its own",
        "return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, total)",
        "return total",
        (f"{PLUMBING}::test_gradients_that_keras_adds_up_over_replicas_are_shares",),
    ),
    Fault(
        "core/replicas.py",
        "a replica can be left without examples",
        "        return values\n    firsts",
        "        return values\n    return values\n    firsts",
        (f"{REPLICAS}::test_a_replica_without_examples_leaves_all_weights_finite[gan]",),
    ),
    Fault(
        "core/replicas.py",
        "replicas weigh the same, however few their examples",
        "return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, total)",
        "return replica_count() * total",
        (f"{REPLICAS}::test_two_replicas_equal_one",),
    ),
    Fault(
        "core/generative_model.py",
        "losses are not scaled in float16",
        "share = optimizer.scale_loss(1.0 /",
        "share = (1.0 /",
        (f"{PLUMBING}::test_a_step_goes_down_the_mean_over_the_examples",),
    ),
    Fault(
        "core/generative_model.py",
        "gradients of embeddings stay slices",
        "tf.convert_to_tensor(gradient) if isinstance(gradient, tf.IndexedSlices) else",
        "",
        (f"{PLUMBING}::test_one_row_of_an_embedding_that_is_looked_up_often_moves_one_rate",),
    ),
    Fault(
        "core/guards.py",
        "infinite losses go on",
        "if not math.isfinite(value)]",
        "if math.isnan(value)]",
        (f"{PLUMBING}::test_no_number_that_is_not_finite_goes_on",),
    ),
    Fault(
        "core/generative_model.py",
        "averages keep the statistics that they were copied with",
        """            copy = self._averages.setdefault(name, keras.models.clone_model(trained))
            copy.set_weights(trained.get_weights())
""",
        """            if name not in self._averages:
                self._averages[name] = keras.models.clone_model(trained)
                self._averages[name].set_weights(trained.get_weights())
""",
        (f"{PLUMBING}::test_averages_of_weights_come_with_the_statistics_of_now",),
    ),
    Fault(
        "core/generative_model.py",
        "before the first step averages are nothing",
        "if optimizer.iterations > 0:",
        "if True:",
        (f"{PLUMBING}::test_before_the_first_step_averages_are_the_weights",),
    ),
    Fault(
        "core/generative_model.py",
        "what is deployed is in training",
        "network(inputs, training=False), input_signature",
        "network(inputs, training=True), input_signature",
        (f"{PLUMBING}::test_what_is_deployed_is_not_in_training",),
    ),
    Fault(
        "core/generative_model.py",
        "batches of what is deployed overlap",
        "array[start : start + batch_size] for name",
        "array[start : start + batch_size + 1] for name",
        (f"{PLUMBING}::test_batches_of_a_deployed_function_are_put_together_in_order",),
    ),
    Fault(
        "core/doors.py",
        "losses of whole batches are weighted",
        "if weights is not None and not self.separable:",
        "if weights is not None and x is None:",
        (f"{DOORS}::test_what_weighs_nothing_changes_nothing[gan]",),
    ),
    Fault(
        "core/generative_model.py",
        "weights are ignored",
        "ops.cast(weights, losses.dtype)",
        "ops.ones_like(losses)",
        (f"{PLUMBING}::test_a_weighted_step_goes_down_the_weighted_sum_over_their_number",),
    ),
    Fault(
        "core/generative_model.py",
        "means over weighted examples are not weighted",
        "update_state(value, sample_weight=weights)",
        "update_state(value)",
        (f"{PLUMBING}::test_a_weighted_step_goes_down_the_weighted_sum_over_their_number",),
    ),
    Fault(
        "core/keras_verbs.py",
        "weights without labels are left to Keras, which drops them",
        "y = np.zeros(len(x))",
        "pass",
        (f"{DOORS}::test_weights_count_without_labels_too[vae]",),
    ),
    Fault(
        "core/generative_model.py",
        "regularised kernels are not regularised",
        "gradients = [_total(pair) for pair in zip(gradients, of_weights)]",
        "pass",
        (
            f"{REGULARISERS}::test_regularised_kernels_move_as_much_further_as_their_regulariser_asks"
            "[vae]",
        ),
    ),
    Fault(
        "core/generative_model.py",
        "regularised activities are not regularised",
        "[losses, *added], variables, output_gradients=[share * weights, *alike]",
        "[losses], variables, output_gradients=[share * weights]",
        (f"{PLUMBING}::test_what_regularisers_ask_is_in_the_gradient",),
    ),
    Fault(
        "core/generative_model.py",
        "what regularisers ask is not scaled in float16",
        "alike = [optimizer.scale_loss(1.0 / replica_count())]",
        "alike = [1.0 / replica_count()]",
        (f"{PLUMBING}::test_what_regularisers_ask_is_in_the_gradient",),
    ),
    Fault(
        "core/doors.py",
        "only values that are too low are refused",
        "(x < low - rounding) | (x > high + rounding)",
        "x < low - rounding",
        (f"{DOORS}::test_one_wrong_value_late_in_the_data_stops_fit_and_evaluate[vae]",),
    ),
    Fault(
        "core/two_player_game.py",
        "a critic is said to move once in a step",
        'return self.discriminator_steps if player == f"{self.role}_optimizer" else 1',
        "return 1",
        ("contract/test_wiring.py::test_a_step_moves_each_player_as_often_as_it_says",),
    ),
    Fault(
        "core/doors.py",
        "verbs take labels beyond the classes for none",
        "if name in self.categories:",
        "if name in self.categories and not values.size:",
        (f"{DOORS}::test_what_is_asked_for_is_a_class[conditional_vae]",),
    ),
    Fault(
        "core/examples.py",
        "labels between classes are cut to whole ones",
        "values[~np.isin(values, np.arange(count))]",
        "values[(values < 0) | (values > count - 1)]",
        (f"{DOORS}::test_what_is_asked_for_is_a_class[conditional_vae]",),
    ),
    Fault(
        "core/guards.py",
        "predictions for labels beyond the classes are given",
        """    def on_predict_end(self, logs=None):
        self.refuse()
""",
        "",
        (f"{DOORS}::test_what_is_asked_for_is_a_class[conditional_gan]",),
    ),
    Fault(
        "core/keras_verbs.py",
        "examples of another shape are left to a step that was compiled for any",
        "        self.refuse_other_examples(x, type(self).__name__)\n",
        "",
        (f"{DOORS}::test_other_shapes_are_refused_after_right_ones_too",),
    ),
    Fault(
        "core/keras_verbs.py",
        "predictions of another shape are left to what was compiled for any",
        "        if given is not None:\n            refuse_other_inputs",
        "        if isinstance(given, list):\n            refuse_other_inputs",
        (f"{DOORS}::test_other_shapes_are_refused_after_right_ones_too",),
    ),
    Fault(
        "core/doors.py",
        "bytes are half of what a tanh makes",
        "if -math.inf < low < 0 and tf.as_dtype(values.dtype) == tf.uint8:",
        "if low == -math.inf and tf.as_dtype(values.dtype) == tf.uint8:",
        (f"{DOORS}::test_data_that_are_half_of_what_a_tanh_makes_are_not_taken_without_a_word",),
    ),
    Fault(
        "core/guards.py",
        "wrong values are looked for in the first batch alone",
        """    def on_epoch_end(self, epoch, logs=None):
        self.refuse()
""",
        "",
        (f"{DOORS}::test_one_wrong_value_late_in_the_data_stops_fit_and_evaluate[vae]",),
    ),
    Fault(
        "core/examples.py",
        "bytes are divided by 256",
        "floats / np.float32(255)",
        "floats / np.float32(256)",
        (f"{DOORS}::test_bytes_are_shares_of_255_and_other_integers_are_refused[vae]",),
    ),
    Fault(
        "core/examples.py",
        "integers are taken as they are",
        "dtype in (tf.uint8, tf.bool)",
        "dtype.is_integer",
        (f"{DOORS}::test_bytes_are_shares_of_255_and_other_integers_are_refused[vae]",),
    ),
    Fault(
        "core/labels.py",
        "labels between the classes are rounded",
        "~of_class | (ops.cast(numbers, given.dtype) != given)",
        "~of_class",
        (f"{DOORS}::test_labels_between_the_classes_are_refused[conditional_vae]",),
    ),
    Fault(
        "core/labels.py",
        "one-hot labels need not be one-hot",
        "~whole | ops.any(shares < 0, axis=-1)",
        "ops.any(shares < 0, axis=-1)",
        (f"{DOORS}::test_labels_between_the_classes_are_refused[conditional_vae]",),
    ),
    Fault(
        "core/labels.py",
        "labels beyond the classes are no class",
        "(numbers >= least) & (numbers < self.classes)",
        "numbers >= least",
        (f"{DOORS}::test_labels_beyond_the_classes_are_refused[conditional_vae]",),
    ),
    Fault(
        "core/generative_model.py",
        "shared kernels are moved twice",
        "return list({id(v): v for n in networks for v in n.trainable_variables}.values())",
        "return [v for n in networks for v in n.trainable_variables]",
        (f"{PLUMBING}::test_kernels_that_networks_share_are_moved_once",),
    ),
    Fault(
        "core/generative_model.py",
        "random states are not restored",
        'state.assign(store[f"random_state_{index}"])',
        'state.assign(state + 0 * store[f"random_state_{index}"])',
        (f"{PLUMBING}::test_seeds_go_on_where_a_saved_model_had_come_to",),
    ),
    Fault(
        "core/examples.py",
        "categories go one too far",
        "np.isin(values, np.arange(count))",
        "np.isin(values, np.arange(count + 1))",
        (f"{CODES}::test_a_label_is_what_is_generated",),
    ),
    Fault(
        "core/labels.py",
        "labels are drawn of the noise's seed",
        "uniform_categories(count, self.classes, folded(seed, 1))",
        "uniform_categories(count, self.classes, seed)",
        (f"{CODES}::test_labels_say_nothing_of_the_noise",),
        accepted="Classes are the low bits of what noise has the high bits of: no moment tells.",
    ),
    Fault(
        "core/latent_codes.py",
        "uniform codes are in [0, 1]",
        "return 2.0 * standard_uniform((count, self.size), seed) - 1.0",
        "return standard_uniform((count, self.size), seed)",
        (f"{CODES}::test_codes_have_the_moments_of_their_distributions",),
    ),
    Fault(
        "core/latent_codes.py",
        "the entropy of Gaussian codes is that of one",
        "0.5 * self.size * math.log(2 * math.pi * math.e)",
        "0.5 * math.log(2 * math.pi * math.e)",
        (f"{CODES}::test_codes_by_hand",),
    ),
    Fault(
        "core/encoder_decoder.py",
        "a model decodes as if it measured",
        "self.likelihood.mean(self.decoder(code, training=training))",
        "self.likelihood.mean(self.decoder(code, training=False))",
        ("contract/test_wiring.py::test_a_model_calls_its_networks_as_it_is_called[vae-True]",),
    ),
    Fault(
        "core/samplers.py",
        "the covariance's root is transposed",
        "return mean + tf.matmul(noise, factor, transpose_b=True)",
        "return mean + tf.matmul(noise, factor)",
        (f"{SAMPLERS}::test_a_gaussian_draws_with_mean_and_full_covariance_of_the_codes",),
    ),
    Fault(
        "core/samplers.py",
        "posteriors are read by their means",
        "return mean if scale is None else mean + scale * numbers",
        "return mean if scale is None else mean + 0.0 * scale * numbers",
        (f"{SAMPLERS}::test_of_posteriors_the_variance_is_that_of_the_means_and_their_own",),
    ),
    Fault(
        "core/samplers.py",
        "the scale of a posterior is its variance",
        'np.exp(0.5 * codes["log_var"])',
        'np.exp(codes["log_var"])',
        (f"{SAMPLERS}::test_of_posteriors_the_variance_is_that_of_the_means_and_their_own",),
    ),
    Fault(
        "core/samplers.py",
        "components are drawn each as often",
        'categories(count, self.arrays["weight"], folded(seed, 1))',
        'uniform_categories(count, len(self.arrays["weight"]), folded(seed, 1))',
        (f"{SAMPLERS}::test_a_mixture_finds_clusters_and_draws_them_in_proportion",),
    ),
    Fault(
        "core/two_player_game.py",
        "of few examples some steps get none",
        "x[ops.minimum(step, ops.shape(x)[0] - 1) :: self.discriminator_steps]",
        "x[step :: self.discriminator_steps]",
        (f"{GAMES}::test_fewer_examples_than_steps_give_every_step_one",),
    ),
    Fault(
        "core/two_player_game.py",
        "each step of the discriminator sees the whole batch",
        "minibatch = tree.map_structure(self._share(step), x)",
        "minibatch = x",
        (f"{GAMES}::test_an_iteration_is_k_discriminator_steps_and_one_generator_step",),
    ),
    Fault(
        "core/two_player_game.py",
        "labels of generated examples are smoothed",
        'loss += self.label_smoothing * ops.cast(real, "float32")[:, 0]',
        'loss += self.label_smoothing * ops.cast(real - fake, "float32")[:, 0]',
        (f"{GAMES}::test_labels_of_generated_examples_are_not_smoothed",),
    ),
    Fault(
        "core/two_player_game.py",
        "labels are smoothed in measuring too",
        "if training and self.label_smoothing:",
        "if self.label_smoothing:",
        (f"{GAMES}::test_label_smoothing_moves_training_and_not_measuring",),
    ),
    Fault(
        "core/two_player_game.py",
        "the discriminator trains against a generator that measures",
        "fake = self.generated(z, training=True)  # outside",
        "fake = self.generated(z, training=False)  # outside",
        (f"{WIRING}[gan]",),
    ),
    Fault(
        "core/two_player_game.py",
        "the generator trains against a discriminator that measures",
        "self.generator_loss(x, self.generated(z, training=True), training=True)",
        "self.generator_loss(x, self.generated(z, training=True), training=False)",
        (f"{WIRING}[gan]",),
    ),
    Fault(
        "core/two_player_game.py",
        "a measured discriminator trains",
        "self.discriminator_loss(x, fake, training=False)}",
        "self.discriminator_loss(x, fake, training=True)}",
        (f"{WIRING}[gan]",),
    ),
    Fault(
        "core/two_player_game.py",
        "penalties are not minimised",
        "total = loss + penalty",
        "total = loss",
        (f"{GAMES}::test_what_players_minimise_is_what_they_log_and_penalties_beside",),
    ),
    Fault(
        "core/two_player_game.py",
        "penalties are logged as losses",
        '{f"{self.role}_loss": loss})\n        return penalty',
        '{f"{self.role}_loss": total})\n        return penalty',
        (f"{GAMES}::test_what_players_minimise_is_what_they_log_and_penalties_beside",),
    ),
    Fault(
        "core/two_player_game.py",
        "generators see no data where they should",
        "real = self.outputs(x, training)[self.output] if sees_data else None",
        "real = 0.0 * fake_outputs[self.output] if sees_data else None",
        (f"{GAMES}::test_a_relativistic_generator_is_compared_with_the_data",),
    ),
    Fault(
        "core/two_player_game.py",
        "Adam has its usual momentum",
        "keras.optimizers.Adam(2e-4, beta_1=0.5) for name in self.players",
        "keras.optimizers.Adam(2e-4) for name in self.players",
        ("contract/test_defaults.py::test_optimizers_are_those_of_the_paper[gan]",),
    ),
    Fault(
        "core/two_player_game.py",
        "what is added to data is no part of the game",
        """        with tf.GradientTape() as tape:
            x = self.completed(x, training=True)
            loss""",
        """        x = self.completed(x, training=True)
        with tf.GradientTape() as tape:
            loss""",
        (
            "hybrids/test_bi_gan.py::test_generator_and_encoder_move_at_once_each_by_its_own_pairs"
            "[wasserstein-1.0--1.0]",
        ),
    ),
    Fault(
        "core/few_labels.py",
        "the cross-entropy of few labels is meant over all examples",
        "return nll * count_everywhere(nll) / ops.maximum(total_everywhere(known), 1.0)",
        "return nll",
        ("vaes/test_semi_supervised_vae.py::test_the_bounds_equal_brute_force",),
    ),
    Fault(
        "core/few_labels.py",
        "what is not labelled is classified wrong",
        "self.log(known, class_nll=nll",
        "self.log(None, class_nll=nll",
        (f"{FEW}::test_what_is_logged_of_classes_is_of_labelled_examples[semi_supervised_vae]",),
    ),
    Fault(
        "core/few_labels.py",
        "where all is labelled nothing counts as data",
        "return ops.where(total > 0, weights, ops.ones_like(weights))",
        "return weights",
        (
            "gans/test_semi_supervised_gan.py::test_labelled_examples_count_as_data_where_there_are_no_others",
        ),
    ),
    Fault(
        "core/few_labels.py",
        "what is not labelled weighs less, the less of it there is",
        "weights = unknown * count_everywhere(unknown) / ops.maximum(total, 1.0)",
        "weights = unknown",
        (
            "gans/test_semi_supervised_gan.py::test_the_discriminator_has_one_more_class_whose_logit_is_0",
        ),
    ),
    Fault(
        "core/on_trained_codes.py",
        "codes are decoded about 0",
        "ops.add(ops.multiply(codes, _constant(self.spread)), _constant(self.center))",
        "ops.multiply(codes, _constant(self.spread))",
        (f"{LATENT}::test_what_is_generated_is_decoded_where_codes_lie",),
    ),
    Fault(
        "core/on_trained_codes.py",
        "codes are seen as they are",
        "return ops.divide(ops.subtract(codes, _constant(self.center)), _constant(self.spread))",
        "return codes",
        (f"{LATENT}::test_players_see_codes_of_mean_0_and_variance_1",),
    ),
    Fault(
        "core/few_labels.py",
        "classes do not exclude one another",
        "ops.softmax(self.classifier_network()(self.features(data)))",
        "ops.sigmoid(self.classifier_network()(self.features(data)))",
        (f"{FEW}::test_it_gives_a_probability_of_each_class[semi_supervised_vae]",),
    ),
    Fault(
        "core/labels.py",
        "who needs every label takes a one-hot of zeros",
        "((total == 0.0) & (least == NOT_LABELLED))",
        "(total == 0.0)",
        (f"{DOORS}::test_labels_between_the_classes_are_refused[conditional_vae]",),
    ),
    Fault(
        "core/trained_autoencoder.py",
        "an autoencoder comes without what it learnt",
        "copy.set_weights(autoencoder.get_weights())",
        "copy.set_weights(copy.get_weights())",
        (f"{LATENT}::test_an_autoencoder_is_taken_from_a_file",),
    ),
    Fault(
        "core/trained_autoencoder.py",
        "a frozen autoencoder is trained",
        "copy.trainable = False",
        "copy.trainable = True",
        (f"{LATENT}::test_the_autoencoder_stays_as_it_is",),
    ),
    Fault(
        "core/trained_autoencoder.py",
        "the codes that a game sees are called for training",
        "codes = autoencoder.codes(x, training=False)",
        "codes = autoencoder.codes(x, training=True)",
        (f"{WIRING}[latent_gan]",),
    ),
    Fault(
        "core/trained_autoencoder.py",
        "a game sees the means of posteriors",
        'if "log_var" not in codes:',
        "if True:",
        (f"{LATENT}::test_of_posteriors_the_moments_are_those_of_their_draws",),
    ),
    Fault(
        "core/trained_autoencoder.py",
        "the spread of codes has the deviations of posteriors for their variances",
        'np.exp(codes["log_var"].astype("float64"))',
        'np.exp(0.5 * codes["log_var"].astype("float64"))',
        (f"{LATENT}::test_of_posteriors_the_moments_are_those_of_their_draws",),
    ),
    Fault(
        "core/trained_autoencoder.py",
        "codes are divided by a spread of 0",
        "np.where(variance > 0, variance, 1.0)",
        "variance",
        (f"{LATENT}::test_a_code_that_does_not_vary_is_seen_as_0",),
    ),
]
