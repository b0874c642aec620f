"""VAE that learns classes from few labels, on the codes of a trained VAE."""

import keras
import numpy as np
from keras import ops

from kerasgen.core.on_trained_codes import OnTrainedCodes
from kerasgen.core.trained_autoencoder import frozen, moments_of_codes
from kerasgen.formulas.distributions import AroundTheMean, standard_normal
from kerasgen.formulas.randomness import folded
from kerasgen.networks.fitting import require_shape
from kerasgen.vaes.semi_supervised_vae import SemiSupervisedVAE

IN_USE = 0.1


@keras.saving.register_keras_serializable("kerasgen")
class StackedSemiSupervisedVAE(OnTrainedCodes, SemiSupervisedVAE):
    """`SemiSupervisedVAE` whose data are codes of a trained VAE: the paper's M1 + M2.

    The bounds are those of `SemiSupervisedVAE`, in nats of codes, which are drawn afresh from the
    posteriors of the trained encoder in every step. Latents that it does not use are left out,
    and stay at their mean where codes are decoded. The autoencoder stays as it is. To generate,
    codes are drawn from the likelihood, by `noise` from `N(0, I)`: of what the VAE encodes their
    means say little. `decode` and `reconstruct` decode the means.

    Args:
        encoder: `keras.Model`, a dict of `data`, codes `(batch, kept)`, and one-hot `label`
            `(batch, classes)` to a dict of `mean` and `log_var`.
        decoder: `keras.Model`, a dict of `latents` and one-hot `label` to a dict with the
            likelihood's `heads`, of codes.
        classifier: `keras.Model`, codes to `class_logits` `(batch, classes)`.
        autoencoder: a trained autoencoder or VAE of kerasgen with real codes of data alone, of
            which a copy is kept.
        kept: list of ints, the latents of the autoencoder that are learnt from; None for all.
        center: float, or a list of as many floats as the autoencoder has latents, their mean.
        spread: float > 0, or a list of as many, their standard deviation.
        class_weight: float >= 0. Weight of the cross-entropy of labelled examples.
        likelihood: of codes, `LearnedScaleGaussian()`, `Gaussian(scale)`, `SquaredError()`, or
            such a name in snake_case.
        seed: int or None. Of the draws of latents and of codes.

    Raises:
        ValueError: if a network is not built or does not fit, and for an autoencoder without such
            codes, or a likelihood that is no Gaussian's.

    Reference: [Kingma et al., 2014](https://arxiv.org/abs/1406.5298)

    Example:
        >>> model = StackedSemiSupervisedVAE.from_data_shape(
        ...     (8, 8, 1), autoencoder=kerasgen.load("runs/vae"), examples=images
        ... )
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)  # -1 is not labelled
        >>> model.classify(images).argmax(axis=1)
        >>> model.generate(16, seed=1, label=3)
    """

    def __init__(
        self,
        encoder,
        decoder,
        classifier,
        autoencoder,
        kept=None,
        center=0.0,
        spread=1.0,
        class_weight=0.1,
        likelihood="learned_scale_gaussian",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, classifier, class_weight, likelihood, seed, **kwargs)
        if not isinstance(self.likelihood, AroundTheMean):
            raise ValueError(
                "`likelihood` must be a Gaussian's: codes are real numbers, and "
                f"{type(self.likelihood).__name__} is of others."
            )
        self.learn_from(autoencoder, center, spread)
        latents = range(self.autoencoder.latent_dim)
        self.kept = list(latents if kept is None else kept)
        if not set(self.kept) <= set(latents):
            raise ValueError(f"`kept` must name latents from 0 to {latents[-1]}, not {self.kept}.")
        require_shape("What `encoder` takes of codes", self.encoded_spec, (len(self.kept),))

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=50,
        architecture="dense",
        likelihood="learned_scale_gaussian",
        classes=10,
        autoencoder=None,
        examples=None,
        **kwargs,
    ):
        """A model with default networks for the codes of examples of `data_shape`.

        Args:
            data_shape: shape of one example, as the autoencoder takes it.
            latent_dim: int. Number of latents beside the class.
            architecture: for codes: `"dense"`, or an object of `kerasgen.networks`; of all three
                networks.
            likelihood: of codes; an object or its name, whose `heads` the decoder gets.
            classes: int. Number of classes.
            autoencoder: a trained model, or the path of one that was saved, of a run for
                instance.
            examples: array `(count, *data_shape)` by whose codes `kept`, `center` and `spread`
                are found, which a training finds in its data; None for codes as they are.
            **kwargs: further arguments of the constructor.
        """
        autoencoder = frozen(autoencoder)
        require_shape("What `autoencoder` takes", autoencoder.data_spec, tuple(data_shape))
        if examples is not None:
            codes = autoencoder.apply_deployed("encode", data=examples)
            center, spread = moments_of_codes(autoencoder, codes)
            in_use = np.flatnonzero(codes[autoencoder.code].std(axis=0) > IN_USE)
            kwargs = {"kept": in_use.tolist(), "center": center, "spread": spread, **kwargs}
        kept = kwargs.get("kept")
        code_dim = autoencoder.latent_dim if kept is None else len(kept)
        return super().from_data_shape(
            (code_dim,),
            latent_dim,
            architecture,
            likelihood,
            classes,
            autoencoder=autoencoder,
            **kwargs,
        )

    def examples(self, batch):
        given = super().examples(batch)
        return {**given, "data": self.of_kept(self.code_examples(given["data"]))}

    def features(self, data):
        """Codes `(batch, kept)` of data: of posteriors, their means."""
        codes = self.autoencoder.codes(data, training=False)[self.autoencoder.code]
        return self.of_kept(self.scaled(codes))

    def decoded(self, latents, label, training=False):
        return self.data_of_kept(super().decoded(latents, label, training))

    def generated(self, latents, label, noise):
        """Data of codes that are drawn by noise `(batch, kept)`."""
        parameters = self.decoder({"latents": latents, "label": label})
        return self.data_of_kept(self.likelihood.placed(parameters, noise))

    def data_of_kept(self, codes):
        return self.data_of_codes(ops.matmul(codes, self.selection()))

    def log_weights(self, x, z, posterior, training):
        raise NotImplementedError(f"{type(self).__name__} has a density of codes, none of data.")

    def of_kept(self, codes):
        return ops.matmul(codes, self.selection().T)

    def selection(self):
        """The matrix `(kept, code_dim)` of the latents that are learnt from."""
        return np.eye(self.autoencoder.latent_dim, dtype="float32")[self.kept]

    # Use --------------------------------------------------------------------------------

    def prior_inputs(self, count, seed):
        """Latents, a `label` `(count,)`, and the `noise` `(count, kept)` of codes."""
        noise = standard_normal((count, len(self.kept)), folded(seed, 2))
        return {**super().prior_inputs(count, seed), "noise": noise}

    def in_words(self):
        return {**super().in_words(), "noise": "noise of codes, drawn from N(0, I)"}

    def deployed(self):
        latents = keras.Input((self.latent_dim,), name="latents")
        noise = keras.Input((len(self.kept),), name="noise")
        label, one_hot = self.label_input()
        inputs = {"latents": latents, "label": label, "noise": noise}
        generate = keras.Model(inputs, {"data": self.generated(latents, one_hot, noise)})
        return {"generate": generate, **super().deployed()}

    def get_config(self):
        return {**super().get_config(), "kept": self.kept}
