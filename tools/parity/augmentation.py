"""Writes the fixture that the color operations of @convzoo/data are compared with: Pillow's and torchvision's.

Run with a Python that has Pillow, torch and torchvision: python3 tools/parity/augmentation.py
"""

import base64
import json
from pathlib import Path

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image, ImageEnhance, ImageOps
from torchvision.transforms import functional

from closed_form import values

TARGET = Path(__file__).resolve().parents[2] / "packages/data/src/augment/fixtures/pillow.json"
WIDTH, HEIGHT = 24, 16


def encode(image):
    return base64.b64encode(np.asarray(image).tobytes()).decode()


def turned(image, share):
    """torchvision's, in floating point: Pillow's HSV has but 256 hues."""
    tensor = torch.from_numpy(np.array(image)).permute(2, 0, 1)
    return functional.adjust_hue(tensor, share).permute(1, 2, 0).numpy()


def main():
    noise = values("augmentation", WIDTH * HEIGHT * 3).reshape(HEIGHT, WIDTH, 3)
    slope = np.linspace(-0.5, 0.5, WIDTH)[None, :, None]
    image = Image.fromarray(((0.4 * noise + slope + 1) * 100 + 20).astype(np.uint8))
    results = {
        "brightness 1.5": ImageEnhance.Brightness(image).enhance(1.5),
        "contrast 0.4": ImageEnhance.Contrast(image).enhance(0.4),
        "contrast 1.8": ImageEnhance.Contrast(image).enhance(1.8),
        "saturation 1.7": ImageEnhance.Color(image).enhance(1.7),
        "hue 0.2": turned(image, 0.2),
        "hue -0.4": turned(image, -0.4),
        "sharpness 0.2": ImageEnhance.Sharpness(image).enhance(0.2),
        "sharpness 1.9": ImageEnhance.Sharpness(image).enhance(1.9),
        "auto contrast": ImageOps.autocontrast(image),
        "equalize": ImageOps.equalize(image),
        "mirror": ImageOps.mirror(image),
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(
        json.dumps(
            {
                "versions": {"pillow": PIL.__version__, "torchvision": torchvision.__version__},
                "width": WIDTH,
                "height": HEIGHT,
                "image": encode(image),
                "results": {name: encode(result) for name, result in results.items()},
            },
            indent=1,
        )
        + "\n"
    )
    print(f"{len(results)} results of {WIDTH} x {HEIGHT} pixels")


if __name__ == "__main__":
    main()
