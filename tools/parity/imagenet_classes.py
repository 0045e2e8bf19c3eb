"""Writes packages/core/src/imagenet-classes.json: the 1000 class names that torchvision ships.

Run with a Python that has torchvision: python3 tools/parity/imagenet_classes.py
"""

import json
from pathlib import Path

from torchvision.models._meta import _IMAGENET_CATEGORIES as classes

assert len(set(classes)) == 1000
root = Path(__file__).resolve().parents[2]
target = root / "packages/core/src/imagenet-classes.json"
target.write_text(json.dumps(classes, indent=2) + "\n")
