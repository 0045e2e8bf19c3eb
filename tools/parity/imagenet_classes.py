"""Writes packages/core/src/imagenet-classes.ts: the 1000 class names that torchvision ships.

Run with a Python that has torchvision: python3 tools/parity/imagenet_classes.py
"""

from pathlib import Path

from torchvision.models._meta import _IMAGENET_CATEGORIES as classes

assert len(set(classes)) == 1000
root = Path(__file__).resolve().parents[2]
target = root / "packages/core/src/imagenet-classes.ts"
lines = ",\n".join("  " + (f'"{name}"' if "'" in name else f"'{name}'") for name in classes)
target.write_text(
    "/** The 1000 classes of ImageNet (ILSVRC 2012) in the order of published weights. */\n"
    f"export const imagenetClasses: readonly string[] = [\n{lines},\n];\n"
)
