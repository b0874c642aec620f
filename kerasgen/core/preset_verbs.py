"""Models to and from folders and names, as Keras's other libraries have it."""

import math

import keras

import kerasgen
from kerasgen.errors import InputError
from kerasgen.files import whole_folder, write_json
from kerasgen.files.cards import CARD, digest
from kerasgen.loading import load


class PresetVerbs:
    """How a trained `GenerativeModel` is kept to be used, without its optimizers."""

    @classmethod
    def from_preset(cls, preset):
        """The trained model of a name, folder or repository, if it is one of this class.

        Args:
            preset: as `kerasgen.load` takes it.

        Raises:
            InputError: as of `kerasgen.load`, and for a model of another class.

        Example:
            >>> VAE.from_preset("vae-mnist").generate(16, seed=1)
        """
        model = load(preset)
        if not isinstance(model, cls):
            raise InputError(f"{preset} is a {type(model).__name__} and no {cls.__name__}.")
        return model

    def save_to_preset(self, folder):
        """Write the model, without optimizers and with the weights that are used, and a card.

        Args:
            folder: path that does not exist or is an empty folder.

        Example:
            >>> model.save_to_preset("faces")
            >>> VAE.from_preset("faces")
        """
        with whole_folder(folder) as part:
            self.without_optimizers().save(part / "model.keras")
            versions = {"kerasgen": kerasgen.__version__, "keras": keras.__version__}
            described = {
                "method": type(self).__name__,
                "parameters": self.deployed_parameters(),
                "versions": versions,
                "sha256": {"model.keras": digest(part / "model.keras")},
            }
            write_json(part / CARD, described)

    def without_optimizers(self):
        """An uncompiled copy, with the weights that are used: a third of the file."""
        copy = type(self).from_config(self.get_config())
        copy.set_weights(self.get_weights())
        for name in self.networks:
            getattr(copy, name).set_weights(self.averaged(name).get_weights())
        return copy

    def deployed_parameters(self):
        """How many numbers the deployed functions have, which may share some."""
        weights = [v for network in self.deployed().values() for v in network.weights]
        return sum(math.prod(v.shape) for v in {id(v): v for v in weights}.values())
