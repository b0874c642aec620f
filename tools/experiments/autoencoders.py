"""Autoencoders: what `tools/reproduce.py` can measure of them."""

import keras
import numpy as np
from scipy.linalg import subspace_angles
from sklearn.decomposition import PCA

from experiments.experiment import Experiment
from experiments.training import trained
from kerasgen.autoencoders.k_sparse_autoencoder import KSparseAutoencoder
from kerasgen.autoencoders.stacked_denoising import classifier, pretrain
from kerasgen.data import load_data
from kerasgen.evaluation import metrics
from kerasgen.formulas.sparsity import TargetActivation


def linear_autoencoder(seed):
    model, data = trained("linear_autoencoder", seed)
    train = data.train.as_floats()
    flat = train.reshape(len(train), -1)
    components = PCA(16, svd_solver="full").fit(flat).components_
    angles = subspace_angles(model.principal_directions().T, components.T)
    error = metrics.squared_error(train, model.reconstruct(train))
    least = metrics.pca_errors(train, train, (16,))[16]
    return {
        "train squared error over PCA's": error / least,
        "largest principal angle, degrees": float(np.rad2deg(angles.max())),
    }


def deep_autoencoder(seed):
    model, data = trained("autoencoder", seed)
    test = data.test.as_floats()
    error = metrics.squared_error(test, model.reconstruct(test))
    control = metrics.pca_errors(data.train.as_floats(), test, (32,))[32]
    return {"test squared error": error, "over PCA's": error / control}


def target_activation(seed):
    model, data = trained("sparse_autoencoder", seed, sparsity=TargetActivation(0.1, 3.0))
    rate = model.encode(data.test.as_floats()).mean()
    return {"distance of the mean rate from 0.1": float(abs(rate - 0.1))}


def k_sparse_autoencoder(seed):
    model, data = trained("k_sparse_autoencoder", seed)
    # As the paper does, more units in use than in training; twice as many was chosen on 10,000
    # held-out training images.
    wider = KSparseAutoencoder(model.encoder, model.decoder, 2 * model.active_units)
    codes, wider_codes = (
        [of.encode(split.as_floats()) for split in (data.train, data.test)] for of in (model, wider)
    )
    active = (codes[1] != 0).sum(axis=1)
    return {
        "fewest active units": int(active.min()),
        "most active units": int(active.max()),
        "logistic regression, test error %": 100 * _softmax_error(codes, data, seed),
        "on 50 active units, test error %": 100 * _softmax_error(wider_codes, data, seed),
    }


def _softmax_error(codes, data, seed):
    """Test error of a logistic regression trained by Adam: on 60,000 codes faster than L-BFGS."""
    mean, scale = codes[0].mean(axis=0), codes[0].std()
    standardised = [(code - mean) / scale for code in codes]
    keras.utils.set_random_seed(seed)
    code = keras.Input(standardised[0].shape[1:])
    return _classifier_error(keras.Model(code, code), standardised, data, 3e-3, 256)


def _classifier_error(encoder, inputs, data, rate, batch_size, epochs=15):
    """Test error of a classifier on an encoder that trains on with it.

    `inputs` are what the encoder takes of the training and of the test examples.
    """
    train, test = inputs
    schedule = keras.optimizers.schedules.CosineDecay(rate, len(train) // batch_size * epochs)
    model = classifier(encoder, 10, schedule)
    model.fit(train, data.train.labels, batch_size=batch_size, epochs=epochs, verbose=0)
    return 1 - model.evaluate(test, data.test.labels, batch_size=1000, verbose=0)[1]


def stacked_denoising(seed):
    data = load_data("mnist")
    keras.utils.set_random_seed(seed)
    encoder = pretrain(data.train.as_floats(), epochs=10, seed=seed)
    fresh = keras.models.clone_model(encoder)
    return {
        "fine-tuned, test error %": 100 * _fine_tuned_error(encoder, data),
        "without pre-training, test error %": 100 * _fine_tuned_error(fresh, data),
    }


def _fine_tuned_error(encoder, data, rate=1e-3):
    examples = [split.as_floats() for split in (data.train, data.test)]
    return _classifier_error(encoder, examples, data, rate, 128)


def contractive_autoencoder(seed):
    model, data = trained("contractive_autoencoder", seed)
    plain, _ = trained("contractive_autoencoder", seed, contraction_weight=0.0)
    train, test = data.train.as_floats(), data.test.as_floats()
    norm, plain_norm = (
        of.evaluate(test, batch_size=1000, verbose=0, return_dict=True)["jacobian_norm"]
        for of in (model, plain)
    )
    pixels = [x.reshape(len(x), -1) for x in (train, test)]
    of_codes, of_pixels = (
        metrics.few_labels(x[0], data.train.labels, x[1], data.test.labels, (1000,), seed=seed)
        for x in ([model.encode(train), model.encode(test)], pixels)
    )
    return {
        "mean Jacobian norm over the plain one's": norm / plain_norm,
        "1,000 labels, test accuracy %": 100 * of_codes[1000],
        "1,000 labels, raw pixels, test accuracy %": 100 * of_pixels[1000],
        "1,000 labels, points above raw pixels": 100 * (of_codes[1000] - of_pixels[1000]),
        "fine-tuned, test error %": 100 * _fine_tuned_error(model.encoder, data, rate=6e-3),
    }


EXPERIMENTS = {
    "linear_autoencoder": Experiment(
        linear_autoencoder,
        minutes=2,
        protocol="MNIST, 16 latents, recipe of `linear_autoencoder`, measured on train",
        bars={
            "train squared error over PCA's": "1 to 1.005",
            "largest principal angle, degrees": "<= 3",
        },
        controls={"train squared error over PCA's": "PCA: 1 (21.3976)"},
    ),
    "deep_autoencoder": Experiment(
        deep_autoencoder,
        minutes=5,
        protocol="MNIST, 784-512-256-32, recipe of `autoencoder`, measured on test",
        bars={"over PCA's": "<= 0.6"},
        controls={"test squared error": "PCA with 32 dimensions: 13.1933"},
    ),
    "target_activation": Experiment(
        target_activation,
        minutes=4,
        protocol="MNIST, 256 sigmoid units, rho 0.1, beta 3, measured on test",
        bars={"distance of the mean rate from 0.1": "<= 0.02"},
    ),
    "k_sparse_autoencoder": Experiment(
        k_sparse_autoencoder,
        minutes=8,
        protocol="MNIST, 1000 units, k = 25, tied; logistic regression on codes of train",
        bars={
            "fewest active units": "25",
            "most active units": "25",
            "logistic regression, test error %": "<= 2.2",
            "on 50 active units, test error %": "<= 2.2",
        },
    ),
    "stacked_denoising": Experiment(
        stacked_denoising,
        minutes=45,
        protocol="MNIST, 784-1000-1000-1000, masking .1, .2, .3, then a fine-tuned classifier",
        bars={
            "fine-tuned, test error %": "<= 1.5",
            "without pre-training, test error %": "no less",
        },
    ),
    "contractive_autoencoder": Experiment(
        contractive_autoencoder,
        minutes=20,
        protocol="MNIST, 1000 sigmoids, tied, lambda 1; logistic regression on codes; fine-tuned",
        bars={
            "mean Jacobian norm over the plain one's": "<= 0.2",
            "1,000 labels, points above raw pixels": ">= 3",
            "fine-tuned, test error %": "<= 1.6",
        },
        controls={"1,000 labels, test accuracy %": "raw pixels, next row"},
    ),
}
