"""The same training in PyTorch, in a process that waits while others are timed."""

import json
import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).parents[1]


class InPyTorch:
    """A model in PyTorch that takes training steps when told to.

    Args:
        module: name of a module of this package.
        name: of the model in it.
        batch_size: int.
        compiled: bool. Whether its networks are compiled by `torch.compile`.

    Attributes:
        parameters: dict, trainable parameters by network.
    """

    def __init__(self, module, name, batch_size, compiled=False):
        program = (sys.executable, "-m", "benchmarks.torch_process")
        self.process = subprocess.Popen(
            [*program, f"benchmarks.{module}", name, str(batch_size), *["compiled"] * compiled],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=TOOLS,
        )
        self.parameters = json.loads(self.process.stdout.readline())

    def train(self, steps):
        print(steps, file=self.process.stdin, flush=True)
        self.process.stdout.readline()

    def require_as_many_parameters_as(self, model):
        """Raise a `ValueError` if a network of a kerasgen model has more or fewer."""
        for name in model.networks:
            ours = sum(v.shape.num_elements() for v in getattr(model, name).trainable_variables)
            if ours != self.parameters[name]:
                raise ValueError(f"{name}: {ours:,} parameters, PyTorch {self.parameters[name]:,}.")
