"""A model's training steps in PyTorch, as many as each line of the standard input asks for.

A process of its own: in one with TensorFlow the idle threads of either spin in the other's way.
"""

import importlib
import json
import sys

import torch


def main(module, name, batch_size, *compiled):
    model = getattr(importlib.import_module(module), name)()
    networks = dict(model.named_children())
    counts = {role: sum(p.numel() for p in net.parameters()) for role, net in networks.items()}
    for network in networks.values() if compiled else ():
        network.compile()
    print(json.dumps(counts), flush=True)
    images = torch.rand(batch_size, 1, 28, 28)
    for line in sys.stdin:
        for _ in range(int(line)):
            model.train_step(images)
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3], int(sys.argv[3]), *sys.argv[4:])
