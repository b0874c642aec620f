"""Methods whose data are the codes of a trained autoencoder."""

import numpy as np
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen.core.trained_autoencoder import code_draws, frozen


class OnTrainedCodes:
    """What a `GenerativeModel` gains that learns from codes: it takes data and makes data.

    Its networks see codes less their `center` and over their `spread`. The autoencoder stays as
    it is; a method hands it over after its own networks.
    """

    def learn_from(self, autoencoder, center, spread):
        """Keep a copy of the autoencoder, and the mean and deviation of its codes."""
        self.autoencoder = frozen(autoencoder)
        self.center = np.asarray(center).tolist()
        self.spread = np.asarray(spread).tolist()

    def code_examples(self, x):
        """Codes `(batch, code_dim)` of data as networks see them: of posteriors, fresh draws."""
        return self.scaled(code_draws(self.autoencoder, x, self.draw_seed()))

    def scaled(self, codes):
        """Codes of the autoencoder as networks see them."""
        return ops.divide(ops.subtract(codes, _constant(self.center)), _constant(self.spread))

    def data_of_codes(self, codes):
        """Data `(batch, ...)` of codes `(batch, code_dim)` as networks make them."""
        codes = ops.add(ops.multiply(codes, _constant(self.spread)), _constant(self.center))
        return self.autoencoder.likelihood.mean(self.autoencoder.decoder(codes))

    @property
    def data_spec(self):
        return self.autoencoder.data_spec

    @property
    def data_range(self):
        return self.autoencoder.data_range

    def get_config(self):
        return {
            **super().get_config(),
            "autoencoder": serialize_keras_object(self.autoencoder),
            "center": self.center,
            "spread": self.spread,
        }


def _constant(values):
    # An array and no tensor, which an exported function would take for an input.
    return np.asarray(values, "float32")
