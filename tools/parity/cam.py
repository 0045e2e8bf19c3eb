"""Writes the raw class activation maps that convzoo's are compared with: each method written from its paper,
with PyTorch's hooks and a full backward pass, on a narrow ResNet-18 and VGG-11 with closed-form weights.

Run with a Python that has torch and torchvision: python3 tools/parity/cam.py
"""

import base64
import json
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from closed_form import fill, image

OUT = Path(__file__).resolve().parents[2] / "packages/gradcam/src/fixtures/parity.json"
WIDTH = 0.125
CLASSES = 10


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        if stride != 1:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class ResNet18(nn.Module):
    """Table 1 of He et al. 2015 with every width times a factor, under torchvision's names."""

    def __init__(self, width):
        super().__init__()
        filters = [round(n * width) for n in (64, 128, 256, 512)]
        self.conv1 = nn.Conv2d(3, filters[0], 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(filters[0])
        inputs = filters[0]
        for s, outputs in enumerate(filters):
            first = Block(inputs, outputs, 1 if s == 0 else 2)
            setattr(self, f"layer{s + 1}", nn.Sequential(first, Block(outputs, outputs, 1)))
            inputs = outputs
        self.fc = nn.Linear(inputs, CLASSES)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


class Vgg11(nn.Module):
    """Configuration A of Simonyan and Zisserman with every width times a factor, under torchvision's names."""

    def __init__(self, width):
        super().__init__()
        table = (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M")
        self.features = torchvision.models.vgg.make_layers(
            [n if n == "M" else round(n * width) for n in table]
        )
        hidden = round(4096 * width)
        self.classifier = nn.Sequential(
            nn.Linear(49 * round(512 * width), hidden), nn.ReLU(), nn.Dropout(),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(),
            nn.Linear(hidden, CLASSES),
        )  # fmt: skip

    def forward(self, x):
        x = F.adaptive_avg_pool2d(self.features(x), 7)
        return self.classifier(x.flatten(1))


def activations_and_gradient(model, layer, x, target):
    """What a layer puts out [k, h, w], and the gradient of the target's logit with respect to it."""
    kept = {}

    def keep(module, inputs, output):
        output.retain_grad()
        kept["a"] = output

    handle = layer.register_forward_hook(keep)
    logits = model(x)
    handle.remove()
    model.zero_grad()
    logits[0, target].backward()
    return kept["a"][0].detach(), kept["a"].grad[0], logits[0].detach()


def first_component(m):
    """Rows of [places, channels] projected on the first right singular vector, not against their sums."""
    u, s, v = torch.linalg.svd(m.double(), full_matrices=False)
    projection = m.double() @ v[0]
    return projection * (-1 if projection @ m.double().sum(1) < 0 else 1)


def places(t):
    return t.flatten(1).T


def grad_cam(a, g):
    return (g.mean((1, 2))[:, None, None] * a).sum(0)


def grad_cam_plus_plus(a, g):
    total = a.sum((1, 2))[:, None, None]
    alpha = torch.where(g > 0, g**2 / (2 * g**2 + total * g**3), torch.zeros_like(g))
    return ((alpha * F.relu(g)).sum((1, 2))[:, None, None] * a).sum(0)


def x_grad_cam(a, g):
    total = a.sum((1, 2))
    weights = torch.where(total != 0, (g * a).sum((1, 2)) / total, torch.zeros_like(total))
    return (weights[:, None, None] * a).sum(0)


GRADIENT_METHODS = {
    "gradcam": grad_cam,
    "gradcam++": grad_cam_plus_plus,
    "hirescam": lambda a, g: (g * a).sum(0),
    "gradcam-elementwise": lambda a, g: F.relu(g * a).sum(0),
    "xgradcam": x_grad_cam,
    "layercam": lambda a, g: (F.relu(g) * a).sum(0),
    "eigencam": lambda a, g: first_component(places(a)).reshape(a.shape[1:]),
    "eigengradcam": lambda a, g: first_component(places(g * a)).reshape(a.shape[1:]),
}


@torch.no_grad()
def score_cam(model, x, a, target):
    masks = F.interpolate(a[:, None], x.shape[2:], mode="bilinear", align_corners=False)
    low, high = masks.amin((1, 2, 3), keepdim=True), masks.amax((1, 2, 3), keepdim=True)
    varied = (a.amax((1, 2)) > a.amin((1, 2))).nonzero().flatten()
    masks = ((masks - low) / (high - low))[varied]
    scores = torch.cat([model(x * mask[None])[:, target] for mask in masks])
    return (torch.softmax(scores, 0)[:, None, None] * a[varied]).sum(0)


@torch.no_grad()
def ablation_cam(model, layer, x, a, target, score):
    drops = []
    for k in range(a.shape[0]):
        def ablate(module, inputs, output):
            changed = output.clone()
            changed[:, k] = 0
            return changed

        handle = layer.register_forward_hook(ablate)
        drops.append(score - model(x)[0, target])
        handle.remove()
    return (torch.stack(drops)[:, None, None] * a).sum(0)


def encode(tensor):
    values = tensor.detach().to(torch.float32).contiguous().numpy()
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


def record(name, model, tap, layer, height, width, targets):
    model = fill(model)
    images = image(len(targets), 3, height, width)
    maps = {}
    for i, target in enumerate(targets):
        x = images[i : i + 1]
        a, g, logits = activations_and_gradient(model, layer, x, target)
        found = {method: f(a, g) for method, f in GRADIENT_METHODS.items()}
        found["scorecam"] = score_cam(model, x, a, target)
        found["ablationcam"] = ablation_cam(model, layer, x, a, target, logits[target])
        for method, map in found.items():
            maps.setdefault(method, []).append(encode(map))
    size = list(a.shape[1:])
    print(f"{name} {height} x {width} at {tap}: {len(maps)} methods, {len(targets)} maps of {size} each")
    return {
        "model": name, "width": WIDTH, "inputShape": [height, width], "classes": CLASSES,
        "tap": tap, "targets": targets, "maps": maps,
    }  # fmt: skip


def main():
    resnet, vgg = ResNet18(WIDTH), Vgg11(WIDTH)
    cases = [
        record("resnet18", resnet, "layer4.1.relu", resnet.layer4, 96, 128, [3, 7]),
        record("resnet18", resnet, "layer2.1.relu", resnet.layer2, 96, 128, [3, 7]),
        record("vgg11", vgg, "relu5_2", vgg.features[19], 80, 64, [0, 9]),
        record("vgg11", vgg, "relu4_2", vgg.features[14], 80, 64, [0, 9]),
    ]
    fixture = {"writtenBy": f"tools/parity/cam.py, torch {torch.__version__}", "cases": cases}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(fixture, indent=1) + "\n")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


main()
