"""What a wheel holds beside the code: trained models, as many as fit in 15 MB, and every card."""

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

SOURCE = Path(__file__).parents[1] / "saved_models"
WITH_MODEL = ("vae-digits", "vae-mnist", "gan-mnist", "recurrent-autoencoder-mnist")


class WithTrainedModels(build_py):
    """Setuptools' own step, and copies for `kerasgen.load` to find by name."""

    def run(self):
        super().run()
        if not self.editable_mode:  # a checkout has them
            self.copy_models()

    def copy_models(self):
        for card in SOURCE.glob("*/card.json"):
            name = card.parent.name
            target = Path(self.build_lib, "kerasgen", "saved_models", name)
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(card, target)
            if name in WITH_MODEL:
                shutil.copy(card.parent / "model.keras", target)
