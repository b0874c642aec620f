"""How healthy a training is, measured at the end of every epoch and added to its logs."""

import keras
import tensorflow as tf
from threadpoolctl import threadpool_limits

from kerasgen.evaluation import metrics
from kerasgen.evaluation.measurable import has_modes, is_one_point
from kerasgen.training.game_measures import (
    discriminator_numbers,
    discriminator_outputs,
    gradient_norms,
)


class Health(keras.callbacks.Callback):
    """Add to the logs of every epoch what tells a healthy training from a collapsed one.

    Callbacks after this one see these numbers; in a training on points of several modes
    `modes`, `good_share` and `reverse_kl` of `metrics.mode_counts` too:

        <player>_gradient_norm: length of the gradient in a step of each player, the mean over
            its steps where it has several.
        discriminator_accuracy_real, discriminator_accuracy_fake: shares of training examples and
            of generated ones on the right side of the game's `decision_boundary`.
        critic_gap: in a game without one, the mean output for training examples less that for
            generated ones.
        diversity: mean distance between generated examples over that between training examples.
        distance_from_data: of generated examples, in place of diversity where data are one point.
        covered_classes, frechet_distance: by the classifier, as in `metrics`. Distances are to
            training examples: the test split has no say in which epoch is best.

    They are of the same examples and the same noise in every epoch. Nothing is moved: the players
    are measured on a twin of the model, and the training goes on as it would have without. With
    several replicas call `fit` outside the scope of their strategy.

    Args:
        data: `Data`.
        classifier: `Classifier`, or None to leave out what needs one.
        examples: int. Training examples and generated ones to measure on, at most.
        batch_size: int. Examples in the step of which gradients are measured.
        seed: int.

    Example:
        >>> model.fit(batches, epochs=10, callbacks=[Health(data), CollapseAlarm()])
    """

    def __init__(self, data, classifier=None, examples=1000, batch_size=128, seed=12):
        super().__init__()
        self.data, self.classifier, self.seed = data, classifier, seed
        self.batch = next(iter(data.train.batches(examples, seed)))
        self.minibatch = tuple(array[:batch_size] for array in self.batch)
        self.real = self.batch[0].numpy()
        self.spread = metrics.mean_pairwise_distance(self.real)
        self.features = classifier and classifier.features(self.real)

    def on_train_begin(self, logs=None):
        self.twin = type(self.model).from_config(self.model.get_config())
        # Compiled as the training is, so that numbers are as reproducible as its own.
        self.step = tf.function(
            lambda: gradient_norms(self.twin, self.minibatch),
            autograph=False,
            jit_compile=self.model.jit_compile,
        )
        self.outputs = tf.function(
            lambda: discriminator_outputs(self.twin, self.batch), autograph=False
        )

    def on_epoch_end(self, epoch, logs=None):
        self.twin.set_weights(self.model.get_weights())
        self.twin.seed_generator.state.assign([self.seed, 0])
        # Of one point an output, however close, is right of all or of none.
        if self.twin.adversarial and not is_one_point(self.data):
            logs.update(discriminator_numbers(self.twin, *self.outputs()))
        logs.update({name: float(norm) for name, norm in self.step().items()})
        if self.model.generates:
            logs.update(self.of_samples(self.model.generate(len(self.real), seed=self.seed)))

    def of_samples(self, samples):
        """What is measured of generated examples: dict of numbers."""
        if is_one_point(self.data):
            return {"distance_from_data": self.data.density.distance(samples)}
        numbers = {"diversity": metrics.mean_pairwise_distance(samples) / self.spread}
        if has_modes(self.data):
            numbers |= metrics.mode_counts(
                samples, self.data.density.centres, self.data.density.scale
            )
        if self.classifier:
            read = self.classifier.read(samples)
            with threadpool_limits(1):  # where others use the cores, one thread is faster
                distance = metrics.frechet_distance(self.features, read["features"])
            numbers["frechet_distance"] = distance
            numbers["covered_classes"] = metrics.covered_classes(read["probabilities"])
        return numbers
