"""Optimizers, as the papers and the documentation of Keras define them."""

import collections

import torch

NEGLIGIBLE = 1e-3


class GradientDescent:
    """`w - rate g`.

    Attributes:
        significant: dict, weight to a mask of what of it moved by more than rounding, where that
            is not all of it.
    """

    def __init__(self, rate):
        self.rate = rate
        self.significant = {}

    @torch.no_grad()
    def move(self, weights, gradients):
        """Change tensors by name, in place, by their gradients."""
        for name, gradient in gradients.items():
            weights[name] -= self.step(name, gradient, weights[name])

    def step(self, name, gradient, weight):
        return self.rate * gradient


class _Normalised(GradientDescent):
    """An optimizer that divides by the root of an average square of the gradient.

    It makes a whole step of a gradient that is nothing but rounding. So a part of a weight whose
    average is less than `NEGLIGIBLE` of the largest that this optimizer divides by is no evidence.
    """

    def __init__(self, rate):
        super().__init__(rate)
        self.moves = 0
        self.squares = collections.defaultdict(float)

    def move(self, weights, gradients):
        self.moves += 1
        super().move(weights, gradients)
        roots = {name: self.squares[name].sqrt() for name in gradients}
        least = NEGLIGIBLE * max(root.max() for root in roots.values())
        for name, root in roots.items():
            self.significant[name] = self.significant.get(name, True) & (root >= least)


class Adam(_Normalised):
    """Kingma and Ba, 2015, in the order of computation before Section 2.1, as Keras has it.

    `weight_decay` is decoupled: Loshchilov and Hutter, 2019, Algorithm 2, its rate the step's.
    """

    def __init__(self, rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=0.0):
        super().__init__(rate)
        self.means = collections.defaultdict(float)
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon, self.weight_decay = epsilon, weight_decay

    def step(self, name, gradient, weight):
        self.means[name] = self.beta_1 * self.means[name] + (1 - self.beta_1) * gradient
        self.squares[name] = self.beta_2 * self.squares[name] + (1 - self.beta_2) * gradient**2
        correction = (1 - self.beta_2**self.moves) ** 0.5 / (1 - self.beta_1**self.moves)
        adapted = correction * self.means[name] / (self.squares[name].sqrt() + self.epsilon)
        return self.rate * (adapted + self.weight_decay * weight)


class RMSprop(_Normalised):
    """Tieleman and Hinton, 2012, with Keras's epsilon, under the root."""

    def step(self, name, gradient, weight):
        self.squares[name] = 0.9 * self.squares[name] + 0.1 * gradient**2
        return self.rate * gradient / (self.squares[name] + 1e-7).sqrt()
