"""The plumbing that every method shares, and no algorithm."""

import functools

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from keras.saving import deserialize_keras_object, serialize_keras_object

from kerasgen.core.doors import Doors
from kerasgen.core.keras_verbs import KerasVerbs
from kerasgen.core.meanings import Meanings
from kerasgen.core.optimizers_of_players import OptimizersOfPlayers
from kerasgen.core.preset_verbs import PresetVerbs
from kerasgen.core.replicas import count_everywhere, replica_count
from kerasgen.formulas.randomness import draw_seed
from kerasgen.networks.fitting import functional, refuse_activity_regularisers

AT_ONCE = 1024  # examples, which bounds the memory that deployed functions take


class GenerativeModel(Doors, KerasVerbs, Meanings, PresetVerbs, keras.Model):
    """A model made of named networks, each trained by one of several optimizers.

    A method declares what it is made of and writes its own `train_step`:

        networks: names of the constructor arguments that are built `keras.Model`s.
        called_once: those that a step calls once, so that their activities can be regularised.
        players: optimizer name -> names of the networks that it moves.
        logged: names of the scalars that every step logs; `fit` shows their epoch means.

    and what it can do, which evaluation, drawing, runs and exports go by:

        encodes, reconstructs, generates: whether it has these verbs.
        labelled: whether it trains on pairs of data and labels, which its verbs take too.
        few_labels: whether it learns from labels, and examples need not all be labelled.
        classifies: whether it learns classes from them.
        recognises: whether it reads codes from data.
        clusters: whether it finds clusters in data.
        adversarial: whether it is a game of a generator and a discriminator.
        normal_prior: whether its latents have the prior `N(0, I)`.
        comparable: whether what it logs says which of two epochs is better; how a game stands,
            and distances by a network that moves, do not.

    It says in `default_optimizers` what its paper trains with, in `deployed` what its
    users ship. Everything else, from loss scaling to saving, is here, in `Doors` what is given
    to it, in `KerasVerbs` how it is called, in `Meanings` what its numbers mean, and in
    `PresetVerbs` how it is kept for use.

    Args:
        seed: int or None. Seed of all randomness of the training steps.
        **kwargs: the networks by name, and the arguments of `keras.Model`.

    Raises:
        ValueError: if a network is not built or not functional.
    """

    networks = called_once = ()
    players = {}
    logged = ("loss",)
    encodes = reconstructs = generates = recognises = adversarial = False
    labelled = few_labels = classifies = clusters = normal_prior = False
    comparable = True

    def __init__(self, *, seed=None, **kwargs):
        networks = {name: kwargs.pop(name) for name in self.networks}
        super().__init__(**kwargs)
        for name, network in networks.items():
            if name not in self.called_once:
                refuse_activity_regularisers(name, network)
            setattr(self, name, functional(name, network))
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.trackers = {name: keras.metrics.Mean(name=name) for name in self.logged}
        self.built = True

    # Training ---------------------------------------------------------------------------

    def default_optimizers(self):
        """Optimizer name -> a new optimizer, as the method's paper has it."""
        raise NotImplementedError

    def compile(
        self, *unnamed, jit_compile="auto", run_eagerly=False, steps_per_execution=1, **optimizers
    ):
        """Take the optimizers of the method's paper, except those given by name.

        Args:
            jit_compile: bool or `"auto"`. Whether the step is compiled by XLA.
            run_eagerly: bool.
            steps_per_execution: int. Steps in one call of the compiled function.
            **optimizers: names in `players` -> optimizer, its name, or its config; None for the
                paper's.

        Raises:
            TypeError: for an optimizer that no player of this method has, or without its name.
        """
        if unnamed:
            raise TypeError(f"Name each optimizer: compile({next(iter(self.players))}=...).")
        unknown = sorted(set(optimizers) - set(self.players))
        if unknown:
            raise TypeError(
                f"{type(self).__name__}.compile takes no {', '.join(unknown)}: losses are the "
                f"method's own, and its optimizers are {', '.join(self.players)}."
            )
        optimizers = {name: given for name, given in optimizers.items() if given is not None}
        given = [o for o in optimizers.values() if isinstance(o, keras.optimizers.Optimizer)]
        if len({id(optimizer) for optimizer in given}) < len(given):
            raise TypeError("Each player needs an optimizer of its own: make one for each.")
        # Keras writes "auto" down as what it meant on this machine: keep the caller's word.
        self._compile_options = {
            "jit_compile": jit_compile,
            "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution,
        }
        super().compile(optimizer=None, **self._compile_options)
        _ = self.misfits  # whose counts belong to the strategy that the model is made under
        for player, optimizer in {**self.default_optimizers(), **optimizers}.items():
            optimizer = keras.optimizers.get(optimizer)
            scaled = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
            if self.dtype_policy.name == "mixed_float16" and not scaled:
                optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
            optimizer.build(self.variables_of(player))
            setattr(self, player, optimizer)
        if "optimizer" not in self.players:
            self.optimizer = OptimizersOfPlayers({p: getattr(self, p) for p in self.players})

    def variables_of(self, player):
        """The trainable variables that the optimizer named `player` moves."""
        networks = [getattr(self, name) for name in self.players[player]]
        # By identity: tied networks share variables.
        return list({id(v): v for n in networks for v in n.trainable_variables}.values())

    def updates_per_step(self, player):
        """How often a training step moves the networks of `player`."""
        return 1

    def draw_seed(self):
        """A fresh seed, other on each replica, for the stateless random functions."""
        return draw_seed(self.seed_generator)

    def minimize(self, losses, tape, player, weights=None):
        """Move the networks of `player` one step down the mean of `losses` over all replicas.

        Of weighted losses the sum is divided by their number, as Keras does. What regularisers of
        the player's own layers ask is added.
        """
        optimizer, variables = getattr(self, player), self.variables_of(player)
        # Keras sums gradients over the replicas.
        share = optimizer.scale_loss(1.0 / count_everywhere(losses))
        weights = ops.ones_like(losses) if weights is None else ops.cast(weights, losses.dtype)
        with tf.GradientTape() as of_weights:
            # Of activities they were recorded by `tape`, when the networks were called.
            added = [loss for name in self.players[player] for loss in getattr(self, name).losses]
        alike = [optimizer.scale_loss(1.0 / replica_count())] * len(added)
        gradients = tape.gradient(
            [losses, *added], variables, output_gradients=[share * weights, *alike]
        )
        gradients = [_dense(gradient) for gradient in gradients]
        if added:
            of_weights = of_weights.gradient(added, variables, output_gradients=alike)
            gradients = [_total(pair) for pair in zip(gradients, of_weights)]
        optimizer.apply(gradients, variables)

    def log(self, weights=None, **values):
        """Add values, one per example or one per batch, to the epoch means of the same names."""
        for name, value in values.items():
            self.trackers[name].update_state(value, sample_weight=weights)

    def results(self):
        """What a step returns: the epoch means so far."""
        return {name: tracker.result() for name, tracker in self.trackers.items()}

    @property
    def metrics(self):
        return list(self.trackers.values())

    # Use --------------------------------------------------------------------------------

    def deployed(self):
        """What users ship: function name -> functional `keras.Model`; the first one generates.

        Inputs and outputs are dicts, whose names are those of the exported functions.
        """
        raise NotImplementedError

    def averaged(self, network):
        """A network as it is used: with moving averages of its weights, where they are kept.

        They are kept by an optimizer with `use_ema=True`, and trained weights stay as they are.

        Args:
            network: a name in `networks`.

        Returns:
            `keras.Model`: the network itself, or a copy, brought up to date by each call.
        """
        player = next(player for player, names in self.players.items() if network in names)
        optimizer = getattr(self, player, None)
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        if optimizer is None or not optimizer.use_ema:
            return getattr(self, network)
        names = self.players[player]
        for name in names:
            trained = getattr(self, name)
            copy = self._averages.setdefault(name, keras.models.clone_model(trained))
            copy.set_weights(trained.get_weights())
        if optimizer.iterations > 0:
            optimizer.finalize_variable_values(
                [v for name in names for v in self._averages[name].trainable_variables]
            )
        return self._averages[network]

    @functools.cached_property
    def _averages(self):
        return {}  # not an attribute that Keras tracks: copies are no weights of the model

    @functools.cached_property
    def _deployed_functions(self):
        return {name: inference(network) for name, network in self.deployed().items()}

    def update_averages(self):
        """Bring up to date what is used in the place of trained weights, where it is kept."""
        for network in self._averages:
            self.averaged(network)

    def apply_deployed(self, function, batch_size=AT_ONCE, **inputs):
        """Run a deployed function on arrays, in batches, as it will run when shipped.

        Args:
            function: a key of `deployed()`.
            batch_size: int. Bounds the memory, not the result.
            **inputs: arrays `(count, ...)` by the names of that function's inputs.

        Returns:
            dict of numpy arrays with `count` rows.
        """
        self.update_averages()
        run, count = self._deployed_functions[function], len(next(iter(inputs.values())))
        (specs,) = run.input_signature
        inputs = {
            name: self.as_input(name, np.asarray(array), specs[name])
            for name, array in inputs.items()
        }
        batches = [
            run({name: array[start : start + batch_size] for name, array in inputs.items()})
            for start in range(0, max(count, 1), batch_size)
        ]
        return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}

    # Saving -----------------------------------------------------------------------------

    def get_config(self):
        networks = {name: serialize_keras_object(getattr(self, name)) for name in self.networks}
        return {**super().get_config(), **networks, "seed": self.seed}

    @classmethod
    def from_config(cls, config):
        return cls(**{name: deserialize_keras_object(value) for name, value in config.items()})

    def get_compile_config(self):
        if not self.compiled:
            return {}
        optimizers = {name: serialize_keras_object(getattr(self, name)) for name in self.players}
        return {**self._compile_options, **optimizers}

    def compile_from_config(self, config):
        self.compile(**deserialize_keras_object(config))

    @property
    def _random_state(self):
        # Keras counts seeds among the variables but not among the weights, and saves only these.
        others = {id(v) for v in (*self.weights, *self.metrics_variables)}
        return [v for v in self.variables if id(v) not in others]

    def save_own_variables(self, store):
        super().save_own_variables(store)
        for index, state in enumerate(self._random_state):
            store[f"random_state_{index}"] = state.numpy()

    def load_own_variables(self, store):
        weights = {name: store[name] for name in store.keys() if "random_state" not in name}  # noqa: SIM118
        super().load_own_variables(weights)
        for index, state in enumerate(self._random_state):
            state.assign(store[f"random_state_{index}"])


def inference(network):
    """A functional `keras.Model` with dict inputs as a graph for any batch size."""
    specs = {
        name: tf.TensorSpec(tensor.shape, tensor.dtype, name=name)
        for name, tensor in network.input.items()
    }
    return tf.function(lambda inputs: network(inputs, training=False), input_signature=[specs])


def _total(gradients):
    given = [gradient for gradient in gradients if gradient is not None]
    return sum(given) if given else None


def _dense(gradient):
    # Of an embedding it is slices, which Keras's Adam squares before it adds up those of one row.
    return tf.convert_to_tensor(gradient) if isinstance(gradient, tf.IndexedSlices) else gradient
