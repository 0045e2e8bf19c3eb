"""Writes what PyTorch's layers compute, with their gradients, for examples/layers to compare.

Each case is a network of one layer, global average pooling and a dense layer. The map and the logits are
those of inference; the gradients, for the image and for every weight, are those of sum(logits * cotangent) in
training. Run with a Python that has torch and torchvision: python3 tools/parity/layers.py
"""

import json
from pathlib import Path

import torch
import torchvision
from torch import nn
from torchvision.ops import SqueezeExcitation

from classifiers import encode
from closed_form import fill, image, values

TARGET = Path(__file__).resolve().parents[2] / "examples/layers/src/fixtures/torch.json"
CLASSES = 3


class Concat(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(4, 3, 1)
        self.b = nn.Conv2d(4, 5, 3, padding=1)

    def forward(self, x):
        return torch.cat([self.a(x), self.b(x), x], 1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv(x)) + x


class LayerNormOverChannels(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Scale(nn.Module):
    """torchvision's ConvNeXt keeps the factors as a parameter of the block."""

    def __init__(self):
        super().__init__()
        self.layer_scale = nn.Parameter(torch.ones(4, 1, 1))

    def forward(self, x):
        return x * self.layer_scale


LAYERS = {
    "convolution of 1x3": (nn.Conv2d(4, 6, (1, 3), padding=(0, 1)), 6),
    "convolution of 3x1, stride 2": (nn.Conv2d(4, 6, (3, 1), stride=2, padding=(1, 0)), 6),
    "dilated by 2, padded": (nn.Conv2d(4, 6, 3, padding=2, dilation=2), 6),
    "dilated by 3": (nn.Conv2d(4, 6, (2, 3), dilation=3, bias=False), 6),
    "2 groups": (nn.Conv2d(4, 6, 3, padding=1, groups=2), 6),
    "2 groups, dilated by 2": (nn.Conv2d(4, 6, 3, padding=2, dilation=2, groups=2), 6),
    "depthwise": (nn.Conv2d(4, 4, 3, padding=1, groups=4), 4),
    "depthwise, stride 2": (nn.Conv2d(4, 4, 5, stride=2, padding=2, groups=4, bias=False), 4),
    "depthwise, stride 3, not padded": (nn.Conv2d(4, 4, 2, stride=3, groups=4), 4),
    "depthwise, 3 filters a channel": (nn.Conv2d(4, 12, 3, stride=2, padding=1, groups=4), 12),
    "depthwise, dilated by 2": (nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=4), 4),
    "max pool, padded": (nn.MaxPool2d(3, 2, 1), 4),
    "max pool, ceil mode": (nn.MaxPool2d(3, 2, ceil_mode=True), 4),
    "max pool, padded, ceil mode": (nn.MaxPool2d(2, 2, 1, ceil_mode=True), 4),
    "average pool": (nn.AvgPool2d(2), 4),
    "average pool, padded": (nn.AvgPool2d(3, 2, 1), 4),
    "average pool, padding not counted": (nn.AvgPool2d(3, 2, 1, count_include_pad=False), 4),
    "average pool, ceil mode": (nn.AvgPool2d(3, 2, 1, ceil_mode=True), 4),
    "average pool, ceil mode, padding not counted": (
        nn.AvgPool2d(2, 2, 1, ceil_mode=True, count_include_pad=False),
        4,
    ),
    "ReLU6": (nn.ReLU6(), 4),
    "sigmoid": (nn.Sigmoid(), 4),
    "SiLU": (nn.SiLU(), 4),
    "GELU": (nn.GELU(), 4),
    "hard sigmoid": (nn.Hardsigmoid(), 4),
    "hard swish": (nn.Hardswish(), 4),
    "squeeze and excitation": (SqueezeExcitation(4, 2), 4),
    "squeeze and excitation of EfficientNet": (SqueezeExcitation(4, 2, activation=nn.SiLU), 4),
    "squeeze and excitation of MobileNetV3": (SqueezeExcitation(4, 2, scale_activation=nn.Hardsigmoid), 4),
    "layer norm": (LayerNormOverChannels(4, eps=1e-6), 4),
    "layer scale": (Scale(), 4),
    "batch norm": (nn.BatchNorm2d(4, eps=1e-3), 4),
    "concatenation": (Concat(), 12),
    "residual": (Residual(), 4),
}


class Net(nn.Module):
    def __init__(self, layer, channels):
        super().__init__()
        self.layer = layer
        self.logits = nn.Linear(channels, CLASSES)

    def forward(self, x):
        self.map = self.layer(x)
        return self.logits(self.map.mean((2, 3)))


def case(name, layer, channels):
    net = fill(Net(layer, channels))
    x = image(2, 4, 8, 7)
    with torch.no_grad():
        logits = net(x)
    recorded = net.map.permute(0, 2, 3, 1)
    net.train()
    x.requires_grad_()
    cotangent = torch.from_numpy(values("cotangent", 2 * CLASSES)).reshape(2, CLASSES)
    (net(x) * cotangent).sum().backward()
    return {
        "name": name,
        "shape": list(recorded.shape),
        "map": encode(recorded),
        "logits": encode(logits),
        "gradients": {
            "image": encode(x.grad.permute(0, 2, 3, 1)),
            **{key: encode(weight.grad) for key, weight in net.named_parameters()},
        },
    }


def main():
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    cases = [case(name, layer, channels) for name, (layer, channels) in LAYERS.items()]
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    TARGET.write_text(json.dumps({"versions": versions, "cases": cases}, indent=1) + "\n")
    print(f"{len(cases)} layers")


if __name__ == "__main__":
    main()
