import keras
import numpy as np
import pytest

from kerasgen import networks
from kerasgen.networks import DCGAN, Convolutional, Dense, Maxout, Recurrent

SHAPES = [(8, 8, 1), (28, 28, 1), (32, 32, 3), (12, 20, 3), (64, 64, 3)]


@pytest.mark.parametrize("architecture", ["dense", "convolutional"])
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_and_names(architecture, shape):
    images = np.random.default_rng(0).random((2, *shape), dtype="float32")
    latents = np.zeros((2, 3), "float32")
    posterior = networks.gaussian_encoder(shape, 3, architecture)(images)
    assert {name: tuple(t.shape) for name, t in posterior.items()} == {
        "mean": (2, 3),
        "log_var": (2, 3),
    }
    assert networks.code_encoder(shape, 3, architecture)(images).shape == (2, 3)
    decoded = networks.decoder(shape, 3, architecture, heads=("mean", "log_scale"))(latents)
    assert {name: tuple(t.shape[1:]) for name, t in decoded.items()} == dict.fromkeys(
        ("mean", "log_scale"), shape
    )
    generated = networks.generator(shape, 3, architecture)(latents)
    assert generated.shape == (2, *shape)
    assert float(np.min(generated)) >= 0 and float(np.max(generated)) <= 1
    outputs = networks.discriminator(shape, architecture)(images)
    assert outputs["logits"].shape == (2, 1)
    assert outputs["features"].shape[0] == 2


def test_vectors_go_through_dense_networks():
    assert networks.gaussian_encoder((5,), 2)(np.zeros((3, 5)))["mean"].shape == (3, 2)
    assert networks.decoder((5,), 2)(np.zeros((3, 2)))["logits"].shape == (3, 5)


@pytest.mark.parametrize("shape", [(30, 28, 1), (28, 26, 1), (784,)])
def test_sizes_that_cannot_be_halved_twice_are_refused(shape):
    with pytest.raises(ValueError, match="divisible by 4"):
        networks.gaussian_encoder(shape, 2, "convolutional")


def test_unknown_architecture_is_refused():
    with pytest.raises(ValueError, match="there are dense, convolutional"):
        networks.decoder((8, 8, 1), 2, "dens")


def test_images_are_halved_down_to_about_four():
    convolutions = [
        layer
        for layer in networks.discriminator((64, 64, 3), Convolutional(8)).layers
        if "conv2d" in layer.name
    ]
    assert [layer.filters for layer in convolutions] == [8, 16, 32, 64]
    assert convolutions[-1].output.shape == (None, 4, 4, 64)


def test_no_discriminator_logit_depends_on_its_batch():
    images = np.random.default_rng(0).random((4, 8, 8, 1), dtype="float32")
    for architecture in (Dense((8,)), Convolutional(4, 8)):
        network = networks.discriminator((8, 8, 1), architecture)
        together = network(images, training=True)["logits"]
        np.testing.assert_allclose(
            together[:1], network(images[:1], training=True)["logits"], atol=1e-6
        )


def test_dcgan_normalises_all_layers_but_the_outermost():
    discriminator = networks.discriminator((28, 28, 1), DCGAN(8))
    kinds = [type(layer).__name__ for layer in discriminator.layers]
    assert kinds.count("Conv2D") == 2 and kinds.count("BatchNormalization") == 1
    assert kinds.index("BatchNormalization") > kinds.index("Activation")
    grown = networks.generator((28, 28, 1), 5, "dcgan")
    kinds = [type(layer).__name__ for layer in grown.layers]
    assert kinds[-1] == "Conv2DTranspose" and "BatchNormalization" in kinds
    assert grown(np.zeros((2, 5))).shape == (2, 28, 28, 1)


def kinds(network):
    return [type(layer).__name__ for layer in network.layers]


def test_discriminators_have_leaky_rectifiers_and_generators_normalised_layers():
    network = networks.discriminator((8, 8, 1), Dense((4, 3)))
    activations = [a.activation.__name__ for a in network.layers if hasattr(a, "activation")]
    assert activations == ["linear", "leaky_relu"] * 2 + ["linear"]
    assert "BatchNormalization" not in kinds(network)
    assert kinds(networks.generator((8, 8, 1), 2, Dense((4, 3)))).count("BatchNormalization") == 2
    recognition = networks.recognition(6, {"c": 3})
    assert kinds(recognition)[1:4] == ["Dense", "BatchNormalization", "LeakyReLU"]
    assert recognition.layers[1].units == 128
    assert recognition.layers[3].negative_slope == pytest.approx(0.1)


def test_a_joint_discriminator_sees_how_data_and_latents_go_together():
    """Beyond the features of the data: no sum of a part of data and one of latents."""
    network = networks.joint_discriminator((4,), 2, Dense((16,)))
    pairs = [(x, z) for x in (0.0, 1.0) for z in (0.0, 1.0)]
    data, latents = (
        np.repeat(np.float32(side)[:, None], n, 1) for side, n in zip(zip(*pairs), (4, 2))
    )
    outputs = network({"data": data, "latents": latents})
    assert outputs["logits"].shape == (4, 1) and outputs["features"].shape == (4, 16)
    neither, of_latents, of_data, of_both = outputs["logits"][:, 0].numpy()
    assert abs(of_both - of_data - of_latents + neither) > 1e-3
    activations = [a.activation.__name__ for a in network.layers if hasattr(a, "activation")]
    assert activations == ["linear", "leaky_relu", "leaky_relu", "linear"]


@pytest.mark.parametrize(
    ("architecture", "shape"),
    [
        (Convolutional(3, 5), (2, 2, 6)),
        (DCGAN(3, 5), (2, 2, 6)),
        (Dense((6, 5)), (6,)),
        (Dense((5,)), (5,)),
        (Recurrent(5), (5,)),
    ],
)
def test_likeness_is_by_the_hidden_layer_before_the_last_if_there_is_one(architecture, shape):
    network = networks.similarity_discriminator((8, 8, 1), architecture)
    assert network.output["features"].shape[1:] == shape
    x = np.random.default_rng(0).random((2, 8, 8, 1), "float32")
    below = [layer.output for layer in network.layers if layer.output.shape[1:] == shape][-1]
    outputs = keras.Model(network.input, {**network.output, "below": below})(x)
    np.testing.assert_array_equal(outputs["features"], outputs["below"])  # with its activation


def test_decoders_go_through_the_widths_of_encoders_in_reverse():
    encoder = networks.code_encoder((6,), 2, Dense((5, 4)))
    decoder = networks.decoder((6,), 2, Dense((5, 4)))
    shapes = [[w.shape for w in n.trainable_variables if w.ndim == 2] for n in (encoder, decoder)]
    assert shapes == [[(6, 5), (5, 4), (4, 2)], [(2, 4), (4, 5), (5, 6)]]


def test_heads_are_float32_whatever_the_policy():
    keras.config.set_dtype_policy("mixed_float16")
    for network in (
        networks.discriminator((8, 8, 1), Dense((4,))),
        networks.classifying_discriminator((8, 8, 1), 3, Dense((4,))),
        networks.projection_discriminator((8, 8, 1), 3, Dense((4,))),
        networks.joint_discriminator((8, 8, 1), 3, Dense((4,))),
        networks.critic((8, 8, 1), Dense((4,))),
        networks.gaussian_encoder((8, 8, 1), 2, Convolutional(2, 4)),
        networks.decoder((8, 8, 1), 2, Convolutional(2, 4)),
    ):
        heads = {name: head.dtype for name, head in network.output.items() if name != "features"}
        assert set(heads.values()) == {"float32"}, heads


def test_every_weighted_layer_of_a_normalised_copy_has_a_spectral_norm():
    network = networks.discriminator((8, 8, 1), Convolutional(2, 4))
    found = kinds(networks.spectrally_normalised(network))
    assert found == [
        k.replace("Conv2D", "SpectralConv2D").replace("Dense", "SpectralDense")
        for k in kinds(network)
    ]
    assert "SpectralConv2D" in found and "SpectralDense" in found


def test_lengths_that_are_not_learnt_stay_so_in_a_file(tmp_path):
    network = networks.weight_normalised(
        networks.discriminator((4,), Dense((6, 5))), learnt_scales=("logits",)
    )
    network.save(tmp_path / "a.keras")
    for each in (network, keras.saving.load_model(tmp_path / "a.keras")):
        learnt = [v.path for v in each.trainable_variables if v.name == "scale"]
        assert learnt == ["logits/scale"]


def test_maxout_units_are_the_largest_of_their_pieces():
    discriminator = networks.discriminator((2,), Maxout((3,), pieces=4))
    dense = next(layer for layer in discriminator.layers if layer.name.startswith("dense"))
    x = np.random.default_rng(0).standard_normal((5, 2)).astype("float32")
    pieces = np.reshape(dense(x), (5, 4, 3))
    np.testing.assert_allclose(discriminator(x)["features"], pieces.max(axis=1), rtol=1e-6)


def test_first_weights_have_the_deviation_that_is_asked_for():
    grown = networks.generator((2,), 300, Dense((200, 200), initial_std=0.5), "linear")
    discriminator = networks.discriminator((300,), Maxout((100, 100), pieces=2, initial_std=0.5))
    first = [w.numpy() for net in (grown, discriminator) for w in net.trainable_variables]
    kernels = [w for w in first if w.ndim == 2 and w.shape[1] > 1]  # but for the head
    assert len(kernels) == 5
    for kernel in kernels:
        # Four standard errors of a standard deviation.
        assert kernel.std() == pytest.approx(0.5, abs=4 * 0.5 / (2 * kernel.size) ** 0.5)
    assert not np.array_equal(kernels[0][:200, 0], kernels[1][:, 0])  # not drawn alike
