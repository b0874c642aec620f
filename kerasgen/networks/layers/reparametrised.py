"""Layers whose kernel is made of others of their weights."""

import keras


class ReparametrisedKernel:
    """What a layer with a `kernel` gains whose kernel is a function of the one that is trained."""

    @property
    def direction(self):
        """The kernel that is trained."""
        return super().kernel

    @property
    def kernel(self):
        # While the layer is built its other weights are not there yet.
        return self.reparametrised(self.direction) if self.built else self.direction

    def reparametrised(self, direction):
        """The kernel that the layer goes by."""
        raise NotImplementedError

    # Keras's dense layer saves its `kernel`.
    def save_own_variables(self, store):
        keras.layers.Layer.save_own_variables(self, store)

    def load_own_variables(self, store):
        keras.layers.Layer.load_own_variables(self, store)
