"""Faults of networks and layers."""

from faults.fault import Fault

NETWORKS = "networks/test_networks.py"
LAYERS = "networks/layers/test_layers.py"
AFFINE = "networks/layers/test_random_affine.py"
QUANTISED = "vaes/test_vq_vae.py"

FITTING = "networks/test_fitting.py"

FAULTS = [
    Fault(
        "networks/fitting.py",
        "players can be given in each other's place",
        "if taken.shape[1:] == made.shape[1:] != (1,):",
        "if taken.shape[1:] == made.shape[1:] == (1,):",
        ("networks/test_fitting.py::test_networks_that_do_not_fit_are_refused",),
    ),
    Fault(
        "networks/fitting.py",
        "sides of other lengths fit",
        "None in sides or sides[0] == sides[1]",
        "None in sides or sides[0] <= sides[1]",
        (f"{FITTING}::test_networks_that_do_not_fit_are_refused",),
    ),
    Fault(
        "networks/fitting.py",
        "batch normalisation is looked for at the top alone",
        "            yield from _layers_of(inner)",
        "            pass",
        (f"{FITTING}::test_networks_that_do_not_fit_are_refused",),
    ),
    Fault(
        "networks/fitting.py",
        "log-odds may have bounds",
        "if range_of(network, network.output[name]) != UNBOUNDED:",
        "if False:",
        (f"{FITTING}::test_networks_that_do_not_fit_are_refused",),
    ),
    Fault(
        "networks/ranges.py",
        "activations are looked for in the last layer alone",
        "while isinstance(last, ARRANGING):",
        "while False:",
        (f"{FITTING}::test_ranges_are_those_of_the_last_activation",),
    ),
    Fault(
        "networks/adversarial.py",
        "generators are not normalised",
        "normalised = architecture_named(architecture).normalised()",
        "normalised = architecture_named(architecture)",
        (
            f"{NETWORKS}::test_discriminators_have_leaky_rectifiers_and_generators_normalised_layers",
        ),
    ),
    Fault(
        "networks/adversarial.py",
        "discriminators have plain rectifiers",
        "return data, architecture_named(architecture).leaky().shrink(data)",
        "return data, architecture_named(architecture).shrink(data)",
        (
            f"{NETWORKS}::test_discriminators_have_leaky_rectifiers_and_generators_normalised_layers",
        ),
    ),
    Fault(
        "networks/adversarial.py",
        "the recognition network leaks twice as much",
        "layers.LeakyReLU(0.1)",
        "layers.LeakyReLU(0.2)",
        (
            f"{NETWORKS}::test_discriminators_have_leaky_rectifiers_and_generators_normalised_layers",
        ),
    ),
    Fault(
        "networks/adversarial.py",
        "the projection has no part of data alone",
        '([_head(1, "of_data")(features), agreement])',
        '([0.0 * _head(1, "of_data")(features), agreement])',
        ("gans/test_conditional_gans.py::test_projection_by_hand",),
    ),
    Fault(
        "networks/adversarial.py",
        "heads have the policy's type",
        'return layers.Dense(units, dtype="float32", name=name)',
        "return layers.Dense(units, name=name)",
        (f"{NETWORKS}::test_heads_are_float32_whatever_the_policy",),
    ),
    Fault(
        "networks/adversarial.py",
        "convolutions have no spectral norm",
        "{layers.Dense: SpectralDense, layers.Conv2D: SpectralConv2D}",
        "{layers.Dense: SpectralDense}",
        (f"{NETWORKS}::test_every_weighted_layer_of_a_normalised_copy_has_a_spectral_norm",),
    ),
    Fault(
        "networks/architectures.py",
        "dense decoders have the widths of encoders in their order",
        "for units in reversed(self.units):",
        "for units in self.units:",
        (f"{NETWORKS}::test_decoders_go_through_the_widths_of_encoders_in_reverse",),
    ),
    Fault(
        "networks/architectures.py",
        "a convolutional decoder's output has the policy's type",
        'name: self.upsample(channels, activation=activation, dtype="float32", name=name)(x)',
        "name: self.upsample(channels, activation=activation, name=name)(x)",
        (f"{NETWORKS}::test_heads_are_float32_whatever_the_policy",),
    ),
    Fault(
        "networks/architectures.py",
        "filters stay as many",
        "filters.append(2 * filters[-1])",
        "filters.append(filters[-1])",
        (f"{NETWORKS}::test_images_are_halved_down_to_about_four",),
    ),
    Fault(
        "networks/deep_convolutional.py",
        "the outermost layer is normalised too",
        """        x = layers.Conv2D(first, self.kernel_size, 2, "same")(data)
        x = layers.Activation(self.activation)(x)
""",
        '        x = self.hidden(layers.Conv2D(first, self.kernel_size, 2, "same"), data)\n',
        (f"{NETWORKS}::test_dcgan_normalises_all_layers_but_the_outermost",),
    ),
    Fault(
        "networks/piecewise_linear.py",
        "pieces of a unit lie side by side",
        "layers.Reshape((self.pieces, units))(x)",
        "layers.Permute((2, 1))(layers.Reshape((units, self.pieces))(x))",
        (f"{NETWORKS}::test_maxout_units_are_the_largest_of_their_pieces",),
    ),
    Fault(
        "networks/code_grids.py",
        "the prior of a code sees it",
        "layers.Cropping1D((0, 1))(layers.ZeroPadding1D((1, 0))(x))",
        "layers.Cropping1D((1, 0))(layers.ZeroPadding1D((1, 0))(x))",
        (f"{QUANTISED}::test_the_prior_sees_all_earlier_codes_and_no_other",),
    ),
    Fault(
        "networks/code_grids.py",
        "the prior forgets the first codes of long sequences",
        "x, dilation = layers.Add()([x, hidden]), 2 * dilation",
        "x, dilation = layers.Add()([x, hidden]), 8 * dilation",
        (f"{QUANTISED}::test_the_prior_sees_all_earlier_codes_and_no_other",),
    ),
    Fault(
        "networks/tying.py",
        "tied kernels are taken in the encoder's order",
        "reversed(_dense_kernels(encoder))))",
        "_dense_kernels(encoder)))",
        (
            "autoencoders/test_autoencoder.py::test_tied_kernels_stay_tied_through_training_and_saving",
        ),
    ),
    Fault(
        "networks/layers/k_sparse.py",
        "the largest are so by their size",
        "ops.top_k(inputs, self.active_units)",
        "ops.top_k(ops.abs(inputs), self.active_units)",
        (f"{LAYERS}::test_k_sparse_keeps_the_largest",),
    ),
    Fault(
        "networks/layers/minibatch_standard_deviation.py",
        "deviations are within an example's features",
        "groups = ops.reshape(inputs, (group, -1, *shape))",
        "groups = ops.swapaxes(ops.reshape(inputs, (-1, group, *shape)), 0, 1)",
        (f"{LAYERS}::test_minibatch_standard_deviation_by_hand",),
    ),
    Fault(
        "networks/layers/spectral_normalization.py",
        "measuring moves the power iteration",
        "if training and self.trainable:",
        "if self.trainable:",
        (f"{LAYERS}::test_the_power_iteration_goes_on_in_training_only",),
    ),
    Fault(
        "networks/layers/spectral_normalization.py",
        "no gradient passes through the norm",
        "return direction / ops.cast(self.spectral_norm(), direction.dtype)",
        "return direction / ops.stop_gradient(ops.cast(self.spectral_norm(), direction.dtype))",
        (f"{LAYERS}::test_gradients_pass_through_the_spectral_norm",),
    ),
    Fault(
        "networks/layers/transposed_dense.py",
        "the bias comes after the activation",
        "self.activation(ops.matmul(inputs, ops.transpose(self.kernel)) + self.bias)",
        "self.activation(ops.matmul(inputs, ops.transpose(self.kernel))) + self.bias",
        (f"{LAYERS}::test_transposed_dense_with_a_kernel_of_its_own",),
    ),
    Fault(
        "networks/layers/random_affine.py",
        "shifts of rows are shares of the height",
        "+ self.shift * width * drawn[2]",
        "+ self.shift * height * drawn[2]",
        (f"{AFFINE}::test_shifts_are_shares_of_either_side",),
    ),
    Fault(
        "networks/layers/random_affine.py",
        "scales are linear, not exponential",
        "ops.exp(self.scale * drawn[0]) * column",
        "(1.0 + self.scale * drawn[0]) * column",
        (f"{AFFINE}::test_scale_is_between_its_bounds",),
    ),
    Fault(
        "networks/layers/random_affine.py",
        "one image's change is every image's",
        "(3, ops.shape(images)[0], 1, 1), -1, 1",
        "(3, 1, 1, 1), -1, 1",
        (f"{AFFINE}::test_scale_is_between_its_bounds",),
    ),
    Fault(
        "networks/layers/corruptions.py",
        "there is more pepper than salt",
        "salt = ops.logical_and(uniform >= self.rate / 2, uniform",
        "salt = ops.logical_and(uniform >= self.rate / 1.5, uniform",
        ("networks/layers/test_corruptions.py",),
    ),
    Fault(
        "networks/layers/corruptions.py",
        "what is kept is scaled up as by dropout",
        "ops.where(uniform < self.rate, ops.zeros_like(inputs), inputs)",
        "ops.where(uniform < self.rate, ops.zeros_like(inputs), inputs / (1 - self.rate))",
        ("networks/layers/test_corruptions.py",),
    ),
    Fault(
        "networks/layers/quantiser.py",
        "products are not doubled in a distance",
        "- 2.0 * products",
        "- products",
        (f"{QUANTISED}::test_every_vector_is_replaced_by_the_nearest_code",),
    ),
    Fault(
        "networks/layers/quantiser.py",
        "gradients reach the codebook",
        "ops.stop_gradient(self.lookup(codes))",
        "self.lookup(codes)",
        (f"{QUANTISED}::test_gradients_pass_straight_through_and_past_the_codebook",),
    ),
    Fault(
        "networks/layers/quantiser.py",
        "averages keep what is new and forget what was",
        "counts = self.decay * self.counts + (1.0 - self.decay) * counts",
        "counts = (1.0 - self.decay) * self.counts + self.decay * counts",
        (f"{QUANTISED}::test_a_live_code_that_nobody_chooses_for_a_while_stays",),
    ),
    Fault(
        "networks/layers/quantiser.py",
        "a code that starts again counts as dead",
        "self.counts.assign(ops.maximum(counts, least))",
        "self.counts.assign(counts)",
        (f"{QUANTISED}::test_a_dead_code_starts_again_from_the_batch_and_live_ones_go_on",),
    ),
    Fault(
        "networks/layers/quantiser.py",
        "each replica keeps a codebook of its own",
        "context.all_reduce(\n            tf.distribute.ReduceOp.SUM,",
        "(lambda operation, tensors: tensors)(\n            tf.distribute.ReduceOp.SUM,",
        (f"{QUANTISED}::test_replicas_keep_one_codebook_as_if_they_were_one",),
    ),
    Fault(
        "networks/layers/quantiser.py",
        "the perplexity is a power of 2 of nats",
        "return ops.exp(-ops.sum(shares",
        "return 2.0 ** (-ops.sum(shares",
        (f"{QUANTISED}::test_perplexity_is_the_number_of_codes_in_even_use",),
    ),
    Fault(
        "networks/adversarial.py",
        "data and latents are judged apart",
        'layers.Dense(of_data.shape[-1], "leaky_relu", name="joint")',
        'layers.Dense(of_data.shape[-1], name="joint")',
        (f"{NETWORKS}::test_a_joint_discriminator_sees_how_data_and_latents_go_together",),
    ),
]
