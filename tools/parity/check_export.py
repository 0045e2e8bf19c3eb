#!/usr/bin/env python3
"""Loads into torchvision, strictly, the weights that export.mjs wrote, and compares the logits. Prints the
largest difference over the largest logit, which must stay below 1e-4.

Needs torch and torchvision (Debian: python3-torchvision) and safetensors from PyPI.
Run: python3 tools/parity/check_export.py FOLDER
"""
import sys
from pathlib import Path

import torch
import torchvision
from safetensors.torch import load_file

MODELS = ["alexnet", "vgg11_bn", "resnet18", "resnet50"]
TOLERANCE = 1e-4


def error(name, folder):
    record = load_file(folder / f"{name}.record.safetensors")
    model = getattr(torchvision.models, name)()
    model.load_state_dict(load_file(folder / f"{name}.safetensors"), strict=True)
    with torch.no_grad():
        logits = model.eval()(record["image"])
    return ((logits - record["logits"]).abs().max() / logits.abs().max()).item()


def main(folder):
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}")
    failed = False
    for name in MODELS:
        largest = error(name, folder)
        failed |= not largest < TOLERANCE
        print(f"{name:9} error {largest:.1e}")
    sys.exit(failed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
