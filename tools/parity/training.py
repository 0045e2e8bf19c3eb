"""Writes the fixtures that @convzoo/train is compared with: losses and weights after SGD steps of narrow
torchvision nets from closed-form weights, steps of the optimizers alone, and learning rates of the schedules.

Run with a Python that has torch and torchvision: python3 tools/parity/training.py
"""

import base64
import json
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F
from torchvision.models.alexnet import AlexNet
from torchvision.models.resnet import BasicBlock, ResNet
from torchvision.models.vgg import VGG, cfgs, make_layers

from closed_form import fill, image, values

TARGET = Path(__file__).resolve().parents[2] / "packages/train/src/fixtures/training.json"
CLASSES = 5
SAMPLES = 16
MOMENTUM, DECAY = 0.9, 1e-2


def encode(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


class NarrowResNet18(ResNet):
    """torchvision's ResNet-18 with a quarter of the channels."""

    def __init__(self):
        super().__init__(BasicBlock, [2, 2, 2, 2], num_classes=CLASSES)
        self.conv1 = nn.Conv2d(3, 16, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.fc = nn.Linear(128, CLASSES)

    def _make_layer(self, block, planes, *args, **options):
        if planes == 64:
            self.inplanes = 16
        return super()._make_layer(block, planes // 4, *args, **options)


def narrow_vgg11_bn():
    """torchvision's VGG-11 with an eighth of the channels."""
    model = VGG(make_layers([c if c == "M" else c // 8 for c in cfgs["A"]], batch_norm=True), init_weights=False)
    model.classifier = nn.Sequential(
        nn.Linear(64 * 49, 512), nn.ReLU(), nn.Identity(), nn.Linear(512, 512), nn.ReLU(), nn.Identity(),
        nn.Linear(512, CLASSES),
    )
    return model


def narrow_alexnet():
    """torchvision's AlexNet with an eighth of the channels and no dropout."""
    model = AlexNet()
    model.features = nn.Sequential(
        nn.Conv2d(3, 8, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(8, 24, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(24, 48, 3, padding=1), nn.ReLU(),
        nn.Conv2d(48, 32, 3, padding=1), nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
    )
    model.classifier = nn.Sequential(
        nn.Identity(), nn.Linear(32 * 36, 512), nn.ReLU(),
        nn.Identity(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, CLASSES),
    )
    return model


def groups(model):
    """Kernels with weight decay; biases and norms without."""
    return [
        {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": DECAY},
        {"params": [p for p in model.parameters() if p.ndim == 1], "weight_decay": 0},
    ]


def sampled(model):
    state = {key: t for key, t in model.state_dict().items() if t.dtype == torch.float32}
    return {key: encode(t.flatten()[:: max(1, t.numel() // SAMPLES)]) for key, t in state.items()}


def network_case(name, model, options, rate, batch, height, width):
    fill(model).train()
    x = image(batch, 3, height, width)
    y = torch.arange(batch) % CLASSES
    optimizer = torch.optim.SGD(groups(model), lr=rate, momentum=MOMENTUM)
    losses, weights = [], {}
    for step in range(1, 6):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step in (1, 5):
            weights[str(step)] = sampled(model)
    print(f"{name:10} losses {' '.join(f'{loss:.4f}' for loss in losses)}")
    return {
        "model": name, "options": options, "learningRate": rate, "batch": batch, "height": height, "width": width,
        "losses": losses, "weights": weights,
    }


def optimizer_case(name, options, create):
    """Five steps of a 3 x 4 kernel and a bias of 4 with given gradients."""
    kernel = nn.Parameter(torch.from_numpy(values("kernel", 12)).reshape(3, 4))
    bias = nn.Parameter(torch.from_numpy(values("bias", 4)))
    optimizer = create(groups(nn.ParameterList([kernel, bias])))
    steps = []
    for step in range(5):
        kernel.grad = torch.from_numpy(values(f"kernel gradient {step}", 12)).reshape(3, 4)
        bias.grad = torch.from_numpy(values(f"bias gradient {step}", 4))
        optimizer.step()
        steps.append({"kernel": encode(kernel), "bias": encode(bias)})
    return {"name": name, "options": options, "steps": steps}


def schedule_case(name, options, total, per_epoch, create):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = create(optimizer)
    rates = []
    for _ in range(total):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"name": name, "options": options, "totalSteps": total, "stepsPerEpoch": per_epoch, "rates": rates}


def main():
    torch.set_num_threads(1)
    optim, schedules = torch.optim, torch.optim.lr_scheduler
    sgd = lambda **o: lambda groups: optim.SGD(groups, lr=0.1, **o)
    fixture = {
        "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
        "classes": CLASSES, "momentum": MOMENTUM, "weightDecay": DECAY, "samples": SAMPLES,
        "networks": [
            network_case("resnet18", NarrowResNet18(), {"width": 0.25}, 0.003, 8, 64, 48),
            network_case("vgg11_bn", narrow_vgg11_bn(), {"width": 0.125}, 0.003, 4, 64, 64),
            network_case("alexnet", narrow_alexnet(), {"width": 0.125}, 0.0001, 4, 64, 71),
        ],
        "optimizers": [
            optimizer_case("SGD", {"kind": "sgd", "momentum": 0}, sgd()),
            optimizer_case("SGD with momentum", {"kind": "sgd", "momentum": 0.9}, sgd(momentum=0.9)),
            optimizer_case(
                "SGD with Nesterov's momentum", {"kind": "sgd", "nesterov": True}, sgd(momentum=0.9, nesterov=True)
            ),
            optimizer_case("AdamW", {"kind": "adamw"}, lambda groups: optim.AdamW(groups, lr=0.1)),
        ],
        "schedules": [
            schedule_case(
                "cosine", {"kind": "cosine", "final": 0.1}, 20, 5,
                lambda o: schedules.CosineAnnealingLR(o, 20, eta_min=0.1),
            ),
            schedule_case(
                "step", {"kind": "step", "milestones": [2, 3], "factor": 0.1}, 20, 5,
                lambda o: schedules.MultiStepLR(o, [10, 15], 0.1),
            ),
            schedule_case("one-cycle", {"kind": "one-cycle"}, 20, 5, lambda o: schedules.OneCycleLR(o, 1.0, 20)),
        ],
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(fixture, indent=1) + "\n")
    print(f"{TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
