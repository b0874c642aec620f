"""The game of a generator and a discriminator: who moves when, and against what."""

import keras
import tensorflow as tf
from keras import ops, tree
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.core.examples import refuse_other_inputs
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.core.prior import StandardNormalPrior
from kerasgen.formulas.adversarial import objective_named
from kerasgen.formulas.gradient_penalties import penalties_named
from kerasgen.networks.fitting import (
    is_normalised_over_batches,
    refuse_each_in_the_others_place,
    require_shape,
    with_outputs,
)
from kerasgen.networks.ranges import range_of


class TwoPlayerGame(StandardNormalPrior, GenerativeModel):
    """A generator and a discriminator that move in turn, as in Goodfellow's Algorithm 1.

    A training step is one iteration of the algorithm: `discriminator_steps` steps of the
    discriminator, each with data and noise of its own, for which the batch is shared out; then
    one step of the generator on fresh noise. What they minimise is an adversarial objective;
    conditions, packs and codes change what the discriminator sees, or add terms of their own.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        objective: an `AdversarialObjective`, or the name of one in snake_case.
        discriminator_steps: int >= 1. Steps of the discriminator per step of the generator. For
            minibatches of m examples train with batches of `discriminator_steps * m`.
        label_smoothing: float in [0, 1). The discriminator is trained to take data for data with
            probability `1 - label_smoothing` only; for objectives of log-odds.
        penalties: list of penalties such as `R1(10.0)`, added to the discriminator's loss, or of
            their names, `"r1:10"`.
        **kwargs: the discriminator, by its name, and further networks.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed,
            `discriminator_steps` is less than 1, or labels are smoothed that the objective has
            not.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """

    adversarial = True
    comparable = False
    called_once = ("generator",)
    # What the family calls its discriminator, and that output of it which the objective is of.
    role, output = "discriminator", "logits"

    def __init__(
        self,
        generator,
        objective,
        discriminator_steps=1,
        label_smoothing=0.0,
        penalties=(),
        **kwargs,
    ):
        refuse_each_in_the_others_place(generator, kwargs[self.role], self.role)
        kwargs[self.role] = with_outputs(self.role, kwargs[self.role], (self.output,))
        super().__init__(generator=generator, **kwargs)
        self.require_fit()
        if discriminator_steps < 1:
            raise ValueError(f"`{self.role}_steps` must be 1 or more, got {discriminator_steps}.")
        self.objective = objective_named(objective)
        if label_smoothing and not self.objective.log_odds:
            raise ValueError(
                f"{type(self.objective).__name__} has no labels that could be smoothed; "
                "leave out `label_smoothing`."
            )
        self.discriminator_steps = discriminator_steps
        self.label_smoothing = label_smoothing
        self.penalties = penalties_named(penalties)
        if self.penalties and is_normalised_over_batches(self.discriminator):
            raise ValueError(
                f"`{self.role}` must not have batch normalisation, by which its slope would be of "
                "the batch and not of an example: use layer normalisation, or no penalties."
            )

    def require_fit(self):
        """Raise a `ValueError` unless the discriminator takes what the generator gives."""
        judged = self.discriminator.output[self.output]
        require_shape(f"`{self.output}` of `{self.role}`", judged, (1,))
        self.require_fit_of_data()

    def require_fit_of_data(self):
        taken = self.discriminator.input
        taken = taken["data"] if isinstance(taken, dict) else taken
        require_shape(f"What `{self.role}` takes", taken, self.generator.output)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=64,
        architecture="dense",
        discriminator_architecture=None,
        output_activation="sigmoid",
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`.
            discriminator_architecture: the same, for the discriminator; None for the generator's.
            output_activation: of the generator; the sigmoid fits data in [0, 1], `"linear"`
                data without bounds.
            **kwargs: further arguments of the constructor.
        """
        return cls(
            networks.generator(data_shape, latent_dim, architecture, output_activation),
            cls.default_discriminator(data_shape, discriminator_architecture or architecture),
            **kwargs,
        )

    @staticmethod
    def default_discriminator(data_shape, architecture):
        """The discriminator's network, for examples of `data_shape`."""
        return networks.discriminator(data_shape, architecture)

    def default_optimizers(self):
        # DCGAN's; Goodfellow's momentum settings are not in the paper.
        return {name: keras.optimizers.Adam(2e-4, beta_1=0.5) for name in self.players}

    def updates_per_step(self, player):
        return self.discriminator_steps if player == f"{self.role}_optimizer" else 1

    # The game ---------------------------------------------------------------------------

    def train_step(self, data):
        x = self.examples(data)
        for step in range(self.discriminator_steps):
            minibatch = tree.map_structure(self._share(step), x)
            self.discriminator_step(minibatch, self.noise_for(minibatch))
        self.generator_step(minibatch, self.noise_for(minibatch))
        return self.results()

    def _share(self, step):
        # Of a batch with fewer examples than steps, the last one again.
        return lambda x: x[ops.minimum(step, ops.shape(x)[0] - 1) :: self.discriminator_steps]

    def discriminator_step(self, x, z):
        x = self.completed(x, training=True)
        fake = self.generated(z, training=True)  # outside the tape, as the data: constants
        with tf.GradientTape() as tape:
            loss = self.discriminator_loss(x, fake, training=True)
            penalty = self.penalty(x, fake, training=True)
            total = loss + penalty
        self.minimize(total, tape, f"{self.role}_optimizer")
        self.log(**{f"{self.role}_loss": loss})
        return penalty

    def generator_step(self, x, z):
        with tf.GradientTape() as tape:
            x = self.completed(x, training=True)
            loss = self.generator_loss(x, self.generated(z, training=True), training=True)
        self.minimize(loss, tape, "generator_optimizer")
        self.log(generator_loss=loss)

    def test_step(self, data):
        x = self.examples(data)
        fake = self.generated(self.noise_for(x), training=False)
        x = self.completed(x, training=False)
        self.log(
            **{f"{self.role}_loss": self.discriminator_loss(x, fake, training=False)},
            generator_loss=self.generator_loss(x, fake, training=False),
        )
        return self.results()

    # The losses -------------------------------------------------------------------------

    def discriminator_loss(self, x, fake, training):
        """What the discriminator minimises on data and generated examples, `(batch,)`."""
        real_outputs, fake_outputs = (self.outputs(batch, training) for batch in (x, fake))
        return self.adversarial_loss(real_outputs, fake_outputs, training)

    def generator_loss(self, x, fake, training):
        """What the generator minimises, `(batch,)`."""
        return self.deception_loss(x, self.outputs(fake, training), training)

    def adversarial_loss(self, real_outputs, fake_outputs, training):
        """The objective's part of `discriminator_loss`, of all outputs; smoothed in training."""
        real, fake = real_outputs[self.output], fake_outputs[self.output]
        loss = self.objective.discriminator_loss(real, fake)
        if training and self.label_smoothing:
            # -(1 - s) log D - s log(1 - D) = -log D + s logit.
            loss += self.label_smoothing * ops.cast(real, "float32")[:, 0]
        return loss

    def deception_loss(self, x, fake_outputs, training):
        """The objective's part of `generator_loss`, of all outputs for generated examples."""
        sees_data = self.objective.generator_sees_data
        real = self.outputs(x, training)[self.output] if sees_data else None
        return self.objective.generator_loss(real, fake_outputs[self.output])

    def penalty(self, x, fake, training):
        """The sum of the penalties, `(batch,)`."""
        output = self.output_of_data(x, training)
        data, fake = (self.data_in(example) for example in (x, fake))
        penalties = [penalty(output, data, fake, self.draw_seed()) for penalty in self.penalties]
        return sum(penalties, ops.zeros(ops.shape(data)[0]))

    # What the discriminator sees --------------------------------------------------------

    def examples(self, batch):
        """Data, and what stands beside them, of what `fit` hands to a step."""
        return self.data_of(batch)

    def completed(self, x, training):
        """Data with what networks add to them before the discriminator sees them."""
        return x

    def noise_for(self, x):
        """Fresh noise for as many examples, all that the generator takes."""
        return self.sample_latents(ops.shape(x)[0])

    def generated(self, z, training):
        """Generated examples as the discriminator takes them, from noise."""
        return self.generator(z, training=training)

    def outputs(self, x, training):
        """All outputs of the discriminator for examples, by name."""
        return self.discriminator(x, training=training)

    def data_in(self, x):
        """The data alone of what the discriminator takes."""
        return x

    def output_of_data(self, x, training):
        """The discriminator's output as a function of data alone, all else as in `x`."""
        return lambda data: self.outputs(data, training)[self.output]

    # Use --------------------------------------------------------------------------------

    def call(self, inputs, training=None):
        """Examples that the generator makes of what it takes."""
        refuse_other_inputs(inputs, self.generator.input, f"generator of {type(self).__name__}")
        return self.generator(inputs, training=training)

    @property
    def taken_by_call(self):
        return self.generator.input

    @property
    def latent_dim(self):
        taken = self.generator.input
        return (taken["latents"] if isinstance(taken, dict) else taken).shape[-1]

    @property
    def data_spec(self):
        return self.generator.output

    @property
    def data_range(self):
        return range_of(self.generator, self.generator.output)

    def deployed(self):
        latents = keras.Input((self.latent_dim,), name="latents")
        data = self.averaged("generator")(latents)
        return {"generate": keras.Model({"latents": latents}, {"data": data})}

    def get_config(self):
        return {
            **super().get_config(),
            "penalties": [serialize_keras_object(penalty) for penalty in self.penalties],
        }
