"""Milliseconds of Adam steps in PyTorch's eager mode: timeTorchSteps.py dense|cnn COUNT THREADS, a JSON list."""
import json
import sys
import time

import torch
from torch import nn

network, count, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)


def dense(widths):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layers.append(nn.Linear(inputs, outputs))
        if outputs != 10 and i < len(widths) - 2:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


if network == "dense":
    model = dense([784, 500, 500, 2000, 10, 2000, 500, 500, 784])
    inputs = torch.rand(256, 784)
    loss_of = lambda: nn.functional.mse_loss(model(inputs), inputs)
else:
    model = nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(7 * 7 * 64, 128), nn.ReLU(), nn.Linear(128, 10),
    )
    inputs = torch.rand(128, 1, 28, 28)
    labels = torch.arange(128) % 10
    loss_of = lambda: nn.functional.cross_entropy(model(inputs), labels)

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
times = []
for i in range(-3, count):
    begin = time.perf_counter()
    optimizer.zero_grad()
    loss = loss_of()
    loss.backward()
    optimizer.step()
    loss.item()
    if i >= 0:
        times.append(1000 * (time.perf_counter() - begin))
print(json.dumps(times))
