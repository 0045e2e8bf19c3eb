#!/usr/bin/env python3
"""Writes packages/core/src/preprocess/fixtures/pillow.json: what Pillow and torchvision make of small images.

Run from the repository root: python3 tools/parity/preprocess.py
Needs Pillow, NumPy, torch and torchvision (Debian: python3-pil python3-torchvision).
"""
import base64
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from PIL import __version__ as pillow_version
from torchvision import __version__ as torchvision_version
from torchvision import transforms
from torchvision.transforms import InterpolationMode

FILTERS = {
    "bilinear": (Image.Resampling.BILINEAR, InterpolationMode.BILINEAR),
    "bicubic": (Image.Resampling.BICUBIC, InterpolationMode.BICUBIC),
}
OUT = Path("packages/core/src/preprocess/fixtures/pillow.json")


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def ramp(height, width, channels):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return ((x * 37 + y * 61 + c * 85) % 256).astype(np.uint8)


def noise(height, width, channels, seed):
    return np.random.RandomState(seed).randint(0, 256, (height, width, channels), dtype=np.uint8)


def photo(height, width):
    """A sky, a hill, a sun and some grain: smooth parts, edges and texture, as in a photograph."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([90 + y, 140 + y * 0.8, 235 - y * 0.6], axis=2)
    rgb[(x - width * 0.7) ** 2 + (y - height * 0.25) ** 2 < 100] = (255, 240, 170)
    rgb[y > height * 0.6 + 9 * np.sin(x / 11)] = (60, 110, 45)
    rgb += np.random.RandomState(7).normal(0, 9, rgb.shape)
    return rgb.clip(0, 255).astype(np.uint8)


IMAGES = {
    "ramp 7x5 rgb": ramp(5, 7, 3),
    "ramp 5x7 gray": ramp(7, 5, 1),
    "noise 31x17 rgb": noise(17, 31, 3, seed=1),
    "noise 17x31 gray": noise(31, 17, 1, seed=2),
    "black and white 24x24 gray": noise(24, 24, 1, seed=3) // 128 * 255,
    "wide 150x2 rgb": noise(2, 150, 3, seed=4),
    "tall 1x90 gray": noise(90, 1, 1, seed=5),
    "dot 1x1 rgb": noise(1, 1, 3, seed=6),
    "photo 100x75 rgb": photo(75, 100),
}
RESIZED = {  # image -> (width, height) of Pillow's Image.resize
    "ramp 7x5 rgb": [(3, 2), (13, 11), (7, 9), (4, 5), (1, 1)],
    "ramp 5x7 gray": [(2, 3), (11, 13)],
    "noise 31x17 rgb": [(16, 9), (30, 16), (33, 40)],
    "noise 17x31 gray": [(5, 30), (40, 7)],
    "black and white 24x24 gray": [(7, 7), (23, 25), (31, 31)],
    "wide 150x2 rgb": [(10, 9), (300, 1)],
    "tall 1x90 gray": [(4, 11)],
    "dot 1x1 rgb": [(5, 4)],
    "photo 100x75 rgb": [(41, 31), (64, 64)],
}
CROPPED = {  # image -> (resize, (height, width) of the crop) of torchvision's Resize and CenterCrop
    "ramp 7x5 rgb": [(8, (7, 7)), (8, (8, 8)), (3, (6, 2)), (4, (3, 9))],
    "ramp 5x7 gray": [(6, (5, 5)), ((9, 4), (8, 3))],
    "noise 31x17 rgb": [(12, (11, 11)), (12, (10, 13)), (17, (17, 17)), (9, (20, 21))],
    "noise 17x31 gray": [(12, (7, 8)), (16, (14, 14))],
    "wide 150x2 rgb": [(8, (7, 7))],
    "tall 1x90 gray": [(8, (7, 7)), (2, (5, 5))],
    "dot 1x1 rgb": [(8, (7, 7))],
    "photo 100x75 rgb": [(37, (32, 32)), (36, (32, 32)), ((40, 32), (32, 32))],
}


def to_pil(array):
    return Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)


def resized_cases():
    for name, sizes in RESIZED.items():
        for width, height in sizes:
            for interpolation, (pillow, _) in FILTERS.items():
                result = to_pil(IMAGES[name]).resize((width, height), pillow)
                yield {
                    "image": name,
                    "size": [height, width],
                    "interpolation": interpolation,
                    "data": encode(np.asarray(result)),
                }


def cropped_cases():
    for name, rows in CROPPED.items():
        for resize, crop in rows:
            for interpolation, (_, mode) in FILTERS.items():
                steps = [transforms.Resize(resize, mode), transforms.CenterCrop(crop)]
                result = transforms.Compose(steps)(to_pil(IMAGES[name]))
                yield {
                    "image": name,
                    "resize": resize,
                    "crop": crop,
                    "interpolation": interpolation,
                    "data": encode(np.asarray(result)),
                }


def normalized_case():
    """torchvision's ImageNet evaluation in small, down to the last bit of float32."""
    steps = [
        transforms.Resize(37),
        transforms.CenterCrop(32),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]
    result = transforms.Compose(steps)(to_pil(IMAGES["photo 100x75 rgb"]))
    return {
        "image": "photo 100x75 rgb",
        "resize": 37,
        "crop": [32, 32],
        "data": encode(result.permute(1, 2, 0).numpy().astype("<f4")),
    }


def color_cases():
    rgb = noise(16, 16, 3, seed=8)
    rgba = noise(32, 32, 4, seed=9)
    over_white = Image.new("RGB", (32, 32), "white")
    over_white.paste(Image.fromarray(rgba), mask=Image.fromarray(rgba[:, :, 3]))
    return {
        "rgb": encode(rgb),
        "gray": encode(np.asarray(Image.fromarray(rgb).convert("L"))),
        "rgba": encode(rgba),
        "overWhite": encode(np.asarray(over_white)),
    }


def main():
    torch.manual_seed(0)
    fixture = {
        "writtenBy": f"tools/parity/preprocess.py, Pillow {pillow_version}, torchvision {torchvision_version}",
        "images": {
            name: {"width": a.shape[1], "height": a.shape[0], "channels": a.shape[2], "data": encode(a)}
            for name, a in IMAGES.items()
        },
        "resized": list(resized_cases()),
        "cropped": list(cropped_cases()),
        "normalized": normalized_case(),
        "color": color_cases(),
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(fixture, indent=1) + "\n")
    print(f"{OUT}: {len(fixture['resized'])} resized, {len(fixture['cropped'])} cropped, {OUT.stat().st_size} bytes")


main()
