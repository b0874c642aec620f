"""The game of a generator and its opponent: who moves when, and against what."""

import keras
import tensorflow as tf
from keras import ops, tree
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.core.generative_model import GenerativeModel, require_outputs
from kerasgen.core.prior import StandardNormalPrior


class TwoPlayerGame(StandardNormalPrior, GenerativeModel):
    """A generator and an opponent that move in turn, as in Goodfellow's Algorithm 1.

    A training step is one iteration of the algorithm: `opponent_steps` steps of the opponent,
    each with data and noise of its own, for which the batch is shared out; then one step of the
    generator on fresh noise. A game names its players and says in `opponent_objective` and
    `generator_objective` what they minimise.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        opponent_steps: int >= 1. Steps of the opponent per step of the generator. For
            minibatches of m examples train with batches of `opponent_steps * m`.
        penalties: list of objects of `kerasgen.gradient_penalties`, added to the opponent's loss.
        **kwargs: the opponent, by its name.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed, or
            `opponent_steps` is less than 1.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """

    # The name of the opponent, and of that output of it that says what it takes an example for.
    opponent, verdict = None, None
    # The verdict above which an example is taken for data; None where only differences count.
    decision_boundary = None

    def __init__(self, generator, opponent_steps=1, penalties=(), **kwargs):
        super().__init__(generator=generator, **kwargs)
        require_outputs(self.opponent, getattr(self, self.opponent), (self.verdict,))
        if opponent_steps < 1:
            raise ValueError(f"`{self.opponent}_steps` must be 1 or more, got {opponent_steps}.")
        self.opponent_steps = opponent_steps
        self.penalties = list(penalties)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=64,
        architecture="dense",
        opponent_architecture=None,
        output_activation="sigmoid",
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`.
            opponent_architecture: the same, for the opponent; None for that of the generator.
            output_activation: of the generator; the sigmoid fits data in [0, 1], `"linear"`
                data without bounds.
            **kwargs: further arguments of the constructor.
        """
        return cls(
            generator=networks.generator(data_shape, latent_dim, architecture, output_activation),
            **{
                cls.opponent: cls.default_opponent(
                    data_shape, opponent_architecture or architecture
                )
            },
            **kwargs,
        )

    @staticmethod
    def default_opponent(data_shape, architecture):
        """The opponent's network, for examples of `data_shape`."""
        raise NotImplementedError

    def default_optimizers(self):
        # DCGAN's; Goodfellow's momentum settings are not in the paper.
        return {name: keras.optimizers.Adam(2e-4, beta_1=0.5) for name in self.players}

    # The losses -------------------------------------------------------------------------

    @staticmethod
    def opponent_objective(real_verdicts, fake_verdicts):
        """What the opponent minimises, `(batch,)`, of verdicts `(batch, 1)`."""
        raise NotImplementedError

    @staticmethod
    def generator_objective(fake_verdicts):
        """What the generator minimises, `(batch,)`, of verdicts `(batch, 1)`."""
        raise NotImplementedError

    def opponent_loss(self, x, fake, training):
        real_verdicts, fake_verdicts = (self.verdicts(batch, training) for batch in (x, fake))
        return self.opponent_objective(real_verdicts, fake_verdicts)

    def generator_loss(self, fake, training):
        return self.generator_objective(self.verdicts(fake, training))

    # The game ---------------------------------------------------------------------------

    def train_step(self, data):
        x = self.examples(data)
        for step in range(self.opponent_steps):
            minibatch = tree.map_structure(self._share(step), x)
            self.opponent_step(minibatch, self.noise_for(minibatch))
        self.generator_step(self.noise_for(minibatch))
        return self.results()

    def _share(self, step):
        # Of a batch with fewer examples than steps, the last one again.
        return lambda x: x[ops.minimum(step, ops.shape(x)[0] - 1) :: self.opponent_steps]

    def opponent_step(self, x, z):
        fake = self.imitation(z, training=True)  # outside the tape: a constant
        with tf.GradientTape() as tape:
            loss = self.opponent_loss(x, fake, training=True)
            penalty = self.penalty(x, fake)
            total = loss + penalty
        self.minimize(total, tape, f"{self.opponent}_optimizer")
        self.log(**{f"{self.opponent}_loss": loss})
        return penalty

    def generator_step(self, z):
        with tf.GradientTape() as tape:
            loss = self.generator_loss(self.imitation(z, training=True), training=True)
        self.minimize(loss, tape, "generator_optimizer")
        self.log(generator_loss=loss)

    def test_step(self, data):
        x = self.examples(data)
        fake = self.imitation(self.noise_for(x), training=False)
        self.log(
            **{f"{self.opponent}_loss": self.opponent_loss(x, fake, training=False)},
            generator_loss=self.generator_loss(fake, training=False),
        )
        return self.results()

    def penalty(self, x, fake):
        """The sum of the penalties, `(batch,)`."""
        judge = self.judge_of_data(x)
        data, fake = (self.data_in(example) for example in (x, fake))
        penalties = [penalty(judge, data, fake, self.draw_seed()) for penalty in self.penalties]
        return sum(penalties, ops.zeros(ops.shape(data)[0]))

    # What is judged ---------------------------------------------------------------------

    def examples(self, batch):
        """What the opponent judges, of what `fit` hands to a step."""
        return self.data_of(batch)

    def noise_for(self, x):
        """Fresh noise for as many examples, all that the generator takes."""
        return self.sample_latents(ops.shape(x)[0])

    def imitation(self, z, training):
        """Examples as the opponent judges them, generated from noise."""
        return self.generator(z, training=training)

    def judged(self, x, training):
        """The opponent's outputs for examples."""
        return getattr(self, self.opponent)(x, training=training)

    def verdicts(self, x, training):
        """The opponent's verdict on examples, `(batch, 1)`."""
        return self.judged(x, training)[self.verdict]

    def data_in(self, x):
        """The data alone of what the opponent judges."""
        return x

    def judge_of_data(self, x):
        """The verdict as a function of data alone, all else as in the examples `x`."""
        return lambda data: self.verdicts(data, training=True)

    # Use --------------------------------------------------------------------------------

    def call(self, inputs, training=None):
        return self.generator(inputs, training=training)

    @property
    def latent_dim(self):
        return self.generator.input_shape[-1]

    def deployed(self):
        latents = keras.Input((self.latent_dim,), name="latents")
        data = self.averaged("generator")(latents)
        return {"generate": keras.Model({"latents": latents}, {"data": data})}

    def get_config(self):
        return {
            **super().get_config(),
            f"{self.opponent}_steps": self.opponent_steps,
            "penalties": [serialize_keras_object(penalty) for penalty in self.penalties],
        }
