"""VAE with discrete codes and an autoregressive prior."""

import keras
import tensorflow as tf
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.core.encoder_decoder import EncoderDecoder
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.core.prior import StandardNormalPrior
from kerasgen.formulas import losses
from kerasgen.formulas.distributions import likelihood_named, standard_uniform
from kerasgen.networks import code_grids
from kerasgen.networks.fitting import functional, require_shape, with_outputs
from kerasgen.networks.layers.quantiser import Quantiser, perplexity


@keras.saving.register_keras_serializable("kerasgen")
class VQVAE(EncoderDecoder, StandardNormalPrior, GenerativeModel):
    """Vector-quantised VAE: latents out of a codebook, and a prior learned over the codes.

    Encoder and decoder minimise `-log p(x | z_q) + commitment_weight |z_e - sg[z_q]|^2` (Eq. 3,
    summed over positions and dimensions), where `z_q` are the nearest vectors of the codebook to
    the encoder's `z_e` and gradients pass from one to the other straight through. The codebook
    follows by moving averages (Appendix A.1) in place of Eq. 3's second term. The prior minimises
    `-log p(codes)` in the same step, while the codes still move; the paper trains it afterwards.

    With the Bernoulli likelihood, the default as its mean stays in [0, 1] like images, the
    reconstruction is in nats as the prior is: `reconstruction_nll + prior_nll` is an upper bound
    on `-log p(x)` (Section 3.1).

    Latents are the vectors of an example one after another, `positions * code_dim` numbers.
    `decode` takes them as they are, so that points between codes can be decoded too.

    Args:
        encoder: `keras.Model`, data to latents `(batch, positions * code_dim)`.
        decoder: `keras.Model`, latents to a dict with the likelihood's `heads`.
        prior: `keras.Model`, int codes `(batch, positions)` to logits `(batch, positions, codes)`,
            at each position a function of the codes before it.
        likelihood: `Bernoulli()` or another likelihood, or its name in snake_case.
        commitment_weight: float >= 0, beta.
        decay: float in [0, 1), gamma: what the codebook's averages keep at a step.
        restart_share: float in (0, 1). A code used less than this share of the mean starts again
            from an encoder output.
        seed: int or None. Of the codes that start again.

    Raises:
        ValueError: if a network is not built, the decoder lacks an output that is needed, or the
            latents are no whole number of vectors for each position.

    Reference: [van den Oord et al., 2017](https://arxiv.org/abs/1711.00937)

    Example:
        >>> model = VQVAE.from_data_shape((8, 8, 1), latent_dim=4, codes=64, positions=8)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("encoder", "decoder", "prior")
    players = {"optimizer": ("encoder", "decoder"), "prior_optimizer": ("prior",)}
    called_once = networks
    normal_prior = False
    prior_in_words = "a distribution of entries of the codebook that is learnt"
    logged = ("loss", "reconstruction_nll", "commitment", "perplexity", "prior_nll")

    def __init__(
        self,
        encoder,
        decoder,
        prior,
        likelihood="bernoulli",
        commitment_weight=0.25,
        decay=0.99,
        restart_share=0.05,
        seed=None,
        **kwargs,
    ):
        likelihood = likelihood_named(likelihood)
        encoder = functional("encoder", encoder)
        decoder = with_outputs("decoder", decoder, likelihood.heads)
        super().__init__(encoder=encoder, decoder=decoder, prior=prior, seed=seed, **kwargs)
        self.likelihood = likelihood
        self.require_fit([encoder.output])
        self.commitment_weight = commitment_weight
        self.decay = decay
        self.restart_share = restart_share
        _, self.positions, codes = self.prior.output_shape
        require_shape("What `prior` takes", self.prior.input, (self.positions,))
        code_dim, rest = divmod(encoder.output_shape[-1], self.positions)
        if rest:
            raise ValueError(
                f"`encoder` gives {encoder.output_shape[-1]} latents, which cannot be shared out "
                f"among the {self.positions} positions of `prior`."
            )
        # Averages over many steps would stand still in 16 bits.
        self.quantiser = Quantiser(codes, code_dim, decay, restart_share, dtype="float32")
        self.quantiser.build(encoder.output_shape)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=16,
        architecture="dense",
        likelihood="bernoulli",
        codes=512,
        positions=16,
        prior_units=64,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Size of one code's vector, D.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`. A convolutional one has a code for every 4 x 4 pixels, the
                others `positions` codes that each see the whole example.
            likelihood: an object or its name, whose `heads` the decoder gets.
            codes: int. Size of the codebook, K.
            positions: int. Codes of an example, where the architecture leaves it open.
            prior_units: int. Width of the prior's layers.
            **kwargs: further arguments of the constructor.
        """
        likelihood = likelihood_named(likelihood)
        architecture = networks.architecture_named(architecture)
        if isinstance(architecture, networks.Convolutional):
            grid = (data_shape, latent_dim, architecture)
            encoder = code_grids.grid_encoder(*grid)
            decoder = code_grids.grid_decoder(*grid, likelihood.heads)
            positions = encoder.output_shape[-1] // latent_dim
        else:
            size = positions * latent_dim
            encoder = networks.code_encoder(data_shape, size, architecture)
            decoder = networks.decoder(data_shape, size, architecture, likelihood.heads)
        prior = code_grids.causal_prior(positions, codes, prior_units)
        return cls(encoder, decoder, prior, likelihood, **kwargs)

    def default_optimizers(self):
        return {
            "optimizer": keras.optimizers.Adam(2e-4),
            "prior_optimizer": keras.optimizers.Adam(1e-3),
        }

    def train_step(self, data):
        x = self.data_of(data)
        with tf.GradientTape() as tape:
            latents = self.encoder(x, training=True)
            nearest = self.quantiser(latents)
            terms = self.objective(x, latents, nearest, training=True)
        self.minimize(terms["loss"], tape, "optimizer")
        if self.quantiser.trainable:
            self.quantiser.update(latents, nearest["codes"], self.draw_seed())
        self.prior_step(nearest["codes"])
        self.log(**terms)
        return self.results()

    def prior_step(self, codes):
        with tf.GradientTape() as tape:
            nll = self.prior_nll(codes, training=True)
        self.minimize(nll, tape, "prior_optimizer")
        self.log(prior_nll=nll)

    def test_step(self, data):
        x = self.data_of(data)
        latents = self.encoder(x, training=False)
        nearest = self.quantiser(latents)
        self.log(**self.objective(x, latents, nearest, training=False))
        self.log(prior_nll=self.prior_nll(nearest["codes"], training=False))
        return self.results()

    def objective(self, x, latents, nearest, training):
        """`loss = reconstruction_nll + commitment_weight commitment`, each `(batch,)`.

        Beside them `perplexity`, of the codes of the batch: from 1, where all are the same, to as
        many codes as there are.
        """
        decoded = self.decoder(nearest["latents"], training=training)
        reconstruction_nll = self.likelihood.nll(x, decoded)
        commitment = losses.squared_error(latents, ops.stop_gradient(nearest["latents"]))
        return {
            "loss": reconstruction_nll + self.commitment_weight * commitment,
            "reconstruction_nll": reconstruction_nll,
            "commitment": commitment,
            "perplexity": ops.broadcast_to(
                perplexity(nearest["codes"], self.quantiser.codes), ops.shape(commitment)
            ),
        }

    def prior_nll(self, codes, training):
        """`-log p(codes)`, `(batch,)`, in nats."""
        logits = self.prior(codes, training=training)
        nll = ops.sparse_categorical_crossentropy(codes, logits, from_logits=True)
        return ops.sum(nll, axis=-1)

    def codes(self, data, training):
        """`latents` of the codebook `(batch, positions * code_dim)`, `codes` `(batch, positions)`.

        The codes are whole numbers in float32, as every shipped output is.
        """
        nearest = self.quantiser(self.encoder(data, training=training))
        return {"latents": nearest["latents"], "codes": ops.cast(nearest["codes"], "float32")}

    def prior_draw(self, count, seed):
        return self.quantiser.lookup(self.draw_codes(count, seed))

    def draw_codes(self, count, seed):
        """Codes `(count, positions)` from the prior, one position after another."""
        return self._codes_at(standard_uniform((self.positions, count, 1), seed))

    @tf.function(reduce_retracing=True)  # eagerly each position is a whole pass of Python
    def _codes_at(self, uniform):
        """The codes whose places in the prior's cumulative probabilities are `uniform`."""

        def draw(position, codes):
            logits = ops.take(self.prior(codes, training=False), position, axis=1)
            cumulative = ops.cumsum(ops.softmax(logits), axis=-1)
            # The last sum is 1 only up to rounding.
            below = cumulative[:, :-1] <= uniform[position] * cumulative[:, -1:]
            drawn = ops.sum(ops.cast(below, "int32"), axis=-1, keepdims=True)
            return ops.where(ops.arange(self.positions) == position, drawn, codes)

        begun = ops.zeros((ops.shape(uniform)[1], self.positions), "int32")
        return ops.fori_loop(0, self.positions, draw, begun)

    def get_config(self):
        own = ("commitment_weight", "decay", "restart_share")
        return {
            **super().get_config(),
            "likelihood": serialize_keras_object(self.likelihood),
            **{name: getattr(self, name) for name in own},
        }
