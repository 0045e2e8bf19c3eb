"""Writes the fixtures that convzoo's architectures are compared with: logits and a sample of the last
conv activation of torchvision's nets, and of nets that torchvision lacks, written here from the papers.

Run with a Python that has torch and torchvision: python3 tools/parity/classifiers.py
"""

import base64
import json
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from closed_form import fill, image

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = 256


def encode(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


class AlexNet2012(nn.Module):
    """Krizhevsky et al. 2012 with its two towers as groups. PyTorch divides alpha by the window."""

    def __init__(self, classes=1000):
        super().__init__()
        norm = lambda: nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2)
        self.features = nn.ModuleDict(
            {
                "0": nn.Conv2d(3, 96, 11, 4, 2),
                "3": nn.Conv2d(96, 256, 5, padding=2, groups=2),
                "6": nn.Conv2d(256, 384, 3, padding=1),
                "8": nn.Conv2d(384, 384, 3, padding=1, groups=2),
                "10": nn.Conv2d(384, 256, 3, padding=1, groups=2),
            }
        )
        self.norms = [norm(), norm()]
        self.classifier = nn.ModuleDict(
            {"1": nn.Linear(9216, 4096), "4": nn.Linear(4096, 4096), "6": nn.Linear(4096, classes)}
        )

    def forward(self, x):
        f, c = self.features, self.classifier
        x = F.max_pool2d(self.norms[0](F.relu(f["0"](x))), 3, 2)
        x = F.max_pool2d(self.norms[1](F.relu(f["3"](x))), 3, 2)
        x = F.relu(f["10"](F.relu(f["8"](F.relu(f["6"](x))))))
        self.last = x
        x = F.max_pool2d(x, 3, 2).flatten(1)
        return c["6"](F.relu(c["4"](F.relu(c["1"](x)))))


class CifarBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, option):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.missing, self.stride = outputs - inputs, stride
        if option == "B" and stride != 1:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if hasattr(self, "downsample"):
            x = self.downsample(x)
        elif self.missing:
            before = self.missing // 2
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, before, self.missing - before))
        return F.relu(x + y)


class CifarResNet(nn.Module):
    """Section 4.2 of He et al. 2015, shortcut option A or B."""

    def __init__(self, n, option, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        inputs = 16
        for s, outputs in enumerate((16, 32, 64)):
            blocks = []
            for b in range(n):
                blocks.append(CifarBlock(inputs, outputs, 2 if s > 0 and b == 0 else 1, option))
                inputs = outputs
            setattr(self, f"layer{s + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        self.last = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(self.last.mean((2, 3)))


class PreActBottleneck(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        outputs = 4 * filters
        self.norm1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, filters, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, stride, 1, bias=False)
        self.norm3 = nn.BatchNorm2d(filters)
        self.conv3 = nn.Conv2d(filters, outputs, 1, bias=False)
        if stride != 1 or inputs != outputs:
            self.downsample = nn.ModuleDict({"conv": nn.Conv2d(inputs, outputs, 1, stride, bias=False)})

    def forward(self, x):
        y = F.relu(self.norm1(x))
        shortcut = self.downsample["conv"](y) if hasattr(self, "downsample") else x
        y = self.conv1(y)
        y = self.conv2(F.relu(self.norm2(y)))
        return shortcut + self.conv3(F.relu(self.norm3(y)))


class PreActResNet50(nn.Module):
    """He et al. 2016 under timm's names."""

    def __init__(self, classes=1000):
        super().__init__()
        self.stem = nn.ModuleDict({"conv": nn.Conv2d(3, 64, 7, 2, 3, bias=False)})
        self.stages = nn.ModuleList()
        inputs = 64
        for s, (filters, count) in enumerate(zip((64, 128, 256, 512), (3, 4, 6, 3))):
            blocks = nn.ModuleList()
            for b in range(count):
                blocks.append(PreActBottleneck(inputs, filters, 2 if s > 0 and b == 0 else 1))
                inputs = 4 * filters
            self.stages.append(nn.ModuleDict({"blocks": blocks}))
        self.norm = nn.BatchNorm2d(inputs)
        self.head = nn.ModuleDict({"fc": nn.Linear(inputs, classes)})

    def forward(self, x):
        x = F.max_pool2d(self.stem["conv"](x), 3, 2, 1)
        for stage in self.stages:
            for block in stage["blocks"]:
                x = block(x)
        self.last = F.relu(self.norm(x))
        return self.head["fc"](self.last.mean((2, 3)))


OUTSIDE = (torchvision.models.SqueezeNet, torchvision.models.MobileNetV2, torchvision.models.EfficientNet)


def last_conv(model):
    """The module of a torchvision net whose output is its last conv activation."""
    if isinstance(model, torchvision.models.ResNet):
        return model.layer4
    if isinstance(model, OUTSIDE):
        return model.features
    relu = [m for m in model.features if isinstance(m, nn.ReLU)][-1]
    relu.inplace = False
    return relu


def case(name, model, batch, height, width, options=None):
    fill(model)
    # The nets written here keep the activation themselves.
    if type(model).__module__.startswith("torchvision"):
        last_conv(model).register_forward_hook(lambda _module, _inputs, out: setattr(model, "last", out))
    with torch.no_grad():
        logits = model(image(batch, 3, height, width))
    last = model.last.permute(0, 2, 3, 1).flatten()
    step = last.numel() // SAMPLES
    print(f"{name:12} {batch}x{height}x{width} logits in [{logits.min():.3g}, {logits.max():.3g}]")
    return {
        "model": name,
        "options": options or {},
        "classes": logits.shape[1],
        "batch": batch,
        "height": height,
        "width": width,
        "logits": encode(logits),
        # Every step-th value of the last conv activation, [batch, height, width, channels].
        "lastConv": {"step": step, "values": encode(last[::step][:SAMPLES])},
    }


def write(folder, cases):
    target = ROOT / folder / "src/fixtures/parity.json"
    target.parent.mkdir(exist_ok=True)
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    target.write_text(json.dumps({"versions": versions, "cases": cases}, indent=1) + "\n")


def main():
    torch.set_num_threads(2)
    tv = torchvision.models
    write(
        "packages/alexnet",
        [
            case("alexnet", tv.alexnet(), 1, 224, 224),
            case("alexnet", tv.alexnet(), 2, 96, 160),
            case("alexnet2012", AlexNet2012(), 1, 224, 224),
        ],
    )
    write(
        "packages/vgg",
        [
            case("vgg11", tv.vgg11(), 1, 224, 224),
            case("vgg16_bn", tv.vgg16_bn(), 1, 224, 224),
            case("vgg13", tv.vgg13(num_classes=10), 2, 64, 96, {"neck": "imagenet"}),
        ],
    )
    write(
        "packages/resnet",
        [
            case("resnet18", tv.resnet18(), 1, 224, 224),
            case("resnet50", tv.resnet50(), 1, 224, 224),
            case("resnet152", tv.resnet152(), 1, 224, 224),
            case("resnet18", tv.resnet18(), 1, 160, 224),
            case("resnet34", tv.resnet34(num_classes=10), 1, 97, 65),
            case("resnet50", tv.resnet50(), 3, 96, 96),
            case("resnet50", PreActResNet50(), 1, 128, 128, {"variant": "v2"}),
            case("resnet20", CifarResNet(3, "A"), 4, 32, 32),
            case("resnet56", CifarResNet(9, "A"), 1, 32, 32),
            case("resnet20", CifarResNet(3, "B"), 2, 32, 32, {"shortcut": "projection"}),
        ],
    )
    for folder, name, build in [
        ("squeezenet", "squeezenet", tv.squeezenet1_1),
        ("mobilenet", "mobilenetV2", tv.mobilenet_v2),
        ("efficientnet", "efficientnetB0", tv.efficientnet_b0),
    ]:
        write(
            f"examples/{folder}",
            [case(name, build(), 1, 224, 224), case(name, build(num_classes=10), 2, 97, 64)],
        )


if __name__ == "__main__":
    main()
