"""The relativistic GAN on the Dirac-GAN, where its convergence is known in closed form."""

import numpy as np
import pytest
import tensorflow as tf
from dirac import dirac_players

from kerasgen.formulas.gradient_penalties import R1, R2
from kerasgen.gans.relativistic_gan import RelativisticGAN


def dirac_gan(theta, psi, penalties):
    return RelativisticGAN(*dirac_players(theta, psi, 7.0), penalties=penalties, seed=0)


def velocity(theta, psi, penalties):
    """Where both players go from there: minus the gradients of their losses."""
    model, x = dirac_gan(theta, psi, penalties), tf.zeros((2, 1))
    z = model.noise_for(x)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model.generator_loss(x, model.generated(z, True), training=True))
    by_theta = tape.gradient(loss, model.generator.trainable_variables)
    fake = model.generated(z, training=True)
    with tf.GradientTape() as tape:
        penalty = model.penalty(x, fake, training=True)
        loss = model.discriminator_loss(x, fake, training=True) + penalty
        loss = tf.reduce_mean(loss)
    by_psi, by_bias = tape.gradient(loss, model.discriminator.trainable_variables)
    assert abs(float(by_bias[0] if by_bias is not None else 0.0)) < 1e-7  # nothing of a constant
    return -np.array([float(by_theta[0][0]), float(by_psi[0, 0])])


@pytest.mark.parametrize(
    ("penalties", "damping"), [([R1(0.3), R2(0.3)], 0.3), ([R1(0.3)], 0.15), ([], 0.0)]
)
def test_it_converges_by_the_eigenvalues_of_its_dynamics(penalties, damping):
    """With R1 and R2 of weight g they are `-g +- sqrt(g^2 - 1/4)`; R1 alone damps half as much."""
    step = 1e-3
    columns = [velocity(*(step * unit), penalties) / step for unit in np.eye(2)]
    found = np.sort_complex(np.linalg.eigvals(np.transpose(columns)))
    root = np.sqrt(complex(damping**2 - 0.25))
    expected = np.sort_complex([-damping - root, -damping + root])
    # The dynamics are linear up to terms of the step's own size.
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_its_paper_s_penalties_are_on_data_and_on_what_is_generated():
    model = RelativisticGAN.from_data_shape((8, 8, 1), latent_dim=4, seed=0)
    assert [(type(p), p.weight) for p in model.penalties] == [(R1, 1), (R2, 1)]
    assert type(model.objective).__name__ == "Relativistic"


def test_the_generator_compares_with_data(images):
    """Its loss on data that the discriminator likes more is larger."""
    model = RelativisticGAN.from_data_shape((8, 8, 1), latent_dim=4, seed=0)
    model.outputs = lambda x, training: {"logits": x}
    fake = np.float32([[0.0]])
    losses = [
        float(model.generator_loss(np.float32([[real]]), fake, training=True)[0])
        for real in (-2.0, 0.0, 2.0)
    ]
    assert losses == pytest.approx([np.log1p(np.exp(real)) for real in (-2.0, 0.0, 2.0)])
