#!/usr/bin/env python3
"""Opens in timm the model folders that convzoo writes, and in convzoo those that timm writes. Both prepare the same
photo, and compare the input and the logits. The error of the logits is the largest difference over the largest
logit, that of the input the largest difference; both must stay below 1e-4.

Needs the built packages, torch and torchvision (Debian: python3-torchvision), and from PyPI: timm, installed with
--no-deps, huggingface_hub, safetensors and pyyaml.
Run: python3 tools/parity/timm_roundtrip.py [--fixtures]
With --fixtures it also writes packages/weights/src/fixtures/timm: each config.json as timm wrote it.
"""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import timm
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from timm.models import save_for_hf

SCRIPT = Path(__file__).with_name("timm_folder.mjs")
TOLERANCE = 1e-4
FIXTURES = SCRIPT.parents[2] / "packages/weights/src/fixtures/timm"
REFUSED = ["resnet18_narrow", "resnet50_v1"]
# What timm writes: name of the model, arguments, preprocessing.
WRITTEN = {
    "resnet18": ("resnet18", {"num_classes": 10}, {"input_size": (3, 64, 64), "crop_pct": 0.9}),
    "resnet34 gray": ("resnet34", {"num_classes": 3, "in_chans": 1}, {"input_size": (1, 64, 64), "mean": (0.5,), "std": (0.25,)}),
    "resnet50": ("resnet50", {"num_classes": 7}, {"input_size": (3, 96, 96), "interpolation": "bilinear"}),
    "resnet50 1000": ("resnet50", {}, {}),
    "resnetv2_18": ("resnetv2_18", {"num_classes": 10}, {"input_size": (3, 64, 96), "crop_mode": "squash"}),
    "vgg11": ("vgg11", {"num_classes": 10}, {"input_size": (3, 48, 48)}),
    "vgg11_bn": ("vgg11_bn", {"num_classes": 10}, {"input_size": (3, 224, 224)}),
}


def logits_and_input(model, pixels):
    config = timm.data.resolve_data_config(model.pretrained_cfg)
    image = Image.fromarray(pixels)
    transform = timm.data.create_transform(**config, is_training=False)
    batch = transform(image.convert("L") if config["input_size"][0] == 1 else image).unsqueeze(0)
    with torch.no_grad():
        return batch, model.eval()(batch)


def report(side, name, found, expected):
    inputs = (found["input"] - expected["input"]).abs().max().item()
    logits = ((found["logits"] - expected["logits"]).abs().max() / expected["logits"].abs().max()).item()
    print(f"{side:9} {name:14} input {inputs:.1e}  logits {logits:.1e}", flush=True)
    return inputs < TOLERANCE and logits < TOLERANCE


def run(action, folder):
    subprocess.run(["node", str(SCRIPT), action, str(folder)], check=True)


def ours_in_timm(folder):
    run("write", folder)
    for place in sorted(folder.iterdir()):
        if place.name in REFUSED:
            yield refuses(place)
            continue
        record = load_file(place / "record.safetensors")
        model = timm.create_model(f"local-dir:{place}", pretrained=True)
        batch, logits = logits_and_input(model, record["pixels"].numpy())
        names = json.loads((place / "config.json").read_text())["label_names"]
        assert list(model.pretrained_cfg["label_names"]) == names == [f"kind {i}" for i in range(10)]
        yield report("in timm", place.name, {"input": batch, "logits": logits}, record)


def refuses(place):
    try:
        timm.create_model(f"local-dir:{place}", pretrained=True)
    except RuntimeError as error:
        print(f"in timm   {place.name:14} refused: {error}")
        return "Unknown model" in str(error)
    return False


def timms_here(folder):
    pixels = np.random.default_rng(1).integers(0, 256, (130, 150, 3), np.uint8)
    for name, (architecture, arguments, data) in WRITTEN.items():
        torch.manual_seed(1)
        model = timm.create_model(architecture, pretrained_cfg_overlay=data, **arguments)
        model.train()(torch.randn(4, *model.pretrained_cfg["input_size"]))  # moves the statistics off 0 and 1
        batch, logits = logits_and_input(model, pixels)
        save_for_hf(model, folder / name / "weights", safe_serialization="gray" not in name)
        save_file(
            {"pixels": torch.from_numpy(pixels), "input": batch.contiguous(), "logits": logits},
            folder / name / "record.safetensors",
        )
    run("read", folder)
    for name in WRITTEN:
        expected = load_file(folder / name / "record.safetensors")
        yield report("in convzoo", name, load_file(folder / name / "answer.safetensors"), expected)


def main():
    print(f"torch {torch.__version__}, timm {timm.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        ours, timms = Path(folder, "ours"), Path(folder, "timms")
        timms.mkdir()
        good = [*ours_in_timm(ours), *timms_here(timms)]
        if sys.argv[1:] == ["--fixtures"]:
            FIXTURES.mkdir(exist_ok=True)
            for name in WRITTEN:
                shutil.copy(timms / name / "weights" / "config.json", FIXTURES / f"{name.replace(' ', '-')}.json")
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
