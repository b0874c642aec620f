"""Codes of a trained autoencoder, as twins see them."""

import torch


class TrainedCodes:
    """What a twin gains whose data are what an autoencoder makes of data.

    They are less `center` and over `spread`; of posteriors they are fresh draws.
    """

    autoencoder = "vae"
    center = 0.0
    spread = 1.0

    def scaled_codes(self, x):
        with torch.no_grad():
            return (self.coded(x) - torch.tensor(self.center)) / torch.tensor(self.spread)

    def coded(self, x):
        features = self.autoencoder_trained_encoder.features(x)
        if self.autoencoder == "autoencoder":
            return self.autoencoder_trained_encoder.dense("latents", features)
        mean, log_var = (
            self.autoencoder_trained_encoder.dense(n, features) for n in ("mean", "log_var")
        )
        return mean + (log_var / 2).exp() * self.normal(*mean.shape)
