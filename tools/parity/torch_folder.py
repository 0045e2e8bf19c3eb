#!/usr/bin/env python3
"""Compares the folders of `convzoo export --torch` with convzoo.

Networks: the logits of network.json's modules in PyTorch, for small networks of every family, must be ours to 1e-4 of
the largest logit. Training: a run of ours on 160 digits is stopped half way, and goes on here and in PyTorch on one
process and on two. Every step sees all images, so that the order does not count, and on one process the losses must
be the same to 1e-3. What comes back must give PyTorch's logits here.

Needs the built packages, torch and torchvision (Debian: python3-torchvision), and from PyPI: safetensors.
Run: python3 tools/parity/torch_folder.py
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tools/parity/torch_folder.mjs"
COMMAND = ROOT / "packages/convzoo/dist/bin.js"
sys.path.append(str(ROOT / "packages/convzoo/torch"))
EPOCHS = 6
RUNS = {
    "resnet20, SGD": ["--model", "resnet20", "--size", "28", "--width", "0.5", "--learning-rate", "0.1"],
    "vgg11_bn, AdamW": [
        "--model", "vgg11_bn", "--size", "32", "--width", "0.125", "--option", "neck=pool", "--optimizer", "adamw",
        "--learning-rate", "0.002", "--weight-decay", "0.05", "--clip-norm", "1", "--label-smoothing", "0.1",
    ],
}


def node(*arguments):
    command = ["node", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 130):
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def compare_networks(folder):
    from network import load_network

    node(SCRIPT, "networks", folder)
    for path in sorted(folder.iterdir()):
        network = load_network(path)
        own = network.state_dict()
        network.load_state_dict({k: v.reshape(own[k].shape) for k, v in load_file(path / "model.safetensors").items()}, strict=False)
        record = load_file(path / "record.safetensors")
        with torch.no_grad():
            logits = network.eval()(record["input"])
        error = ((logits - record["logits"]).abs().max() / record["logits"].abs().max()).item()
        print(f"network  {path.name:12} logits {error:.1e}", flush=True)
        yield error < 1e-4


def train(folder, data, name, settings):
    common = [data, *settings, "--channels", "1", "--batch", "128", "--runtime", "wasm", "--validation", "0.2",
              "--keep-checkpoints", "99", "--quiet"]
    whole, half, torch_folder = folder / "whole", folder / "half", folder / "torch"
    node(COMMAND, "train", *common, "--epochs", EPOCHS, "--out", whole)
    shutil.copytree(whole, half)
    checkpoints = sorted((half / "checkpoints").iterdir())
    progress = {path: json.loads((path / "progress.json").read_text()) for path in checkpoints}
    ours = [epoch["loss"] for epoch in progress[checkpoints[-1]]["history"]][EPOCHS // 2 :]
    for path in checkpoints:
        if progress[path]["epoch"] != EPOCHS // 2:
            shutil.rmtree(path)
    for processes in (1, 2):
        node(COMMAND, "export", "--model", half, "--torch", torch_folder, "--quiet")
        run_program(torch_folder / "train.py", processes)
        theirs = [json.loads(line) for line in (torch_folder / "log.jsonl").read_text().splitlines()]
        errors = [abs(a - b["loss"]) / a for a, b in zip(ours, theirs, strict=True)]
        curve = " ".join(f"{epoch['loss']:.4f}" for epoch in theirs)
        print(f"training {name}, {processes} processes: {curve}, ours {' '.join(f'{loss:.4f}' for loss in ours)}", flush=True)
        yield processes > 1 or max(errors) < 1e-3
    image = data / "3" / "0.png"
    logits = torch.tensor(json.loads(node(SCRIPT, "logits", torch_folder / "trained", image)))
    error = (logits_in_torch(torch_folder, image) - logits).abs().max() / logits.abs().max()
    print(f"returned {name}: logits {error:.1e}", flush=True)
    yield error.item() < 1e-4


def run_program(program, processes):
    """As torchrun does, which fails on Python 3.11 in Debian's torch 1.13."""
    common = {**os.environ, "WORLD_SIZE": str(processes), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29511"}
    environments = [{**common, "RANK": str(i), "LOCAL_RANK": str(i)} for i in range(processes)]
    command = [sys.executable, program, "--workers", "0"]
    if processes == 1:
        environments = [dict(os.environ)]
    running = [subprocess.Popen(command, env=one, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for one in environments]
    errors = [process.communicate()[1] for process in running]
    if any(process.returncode != 0 for process in running):
        raise SystemExit("\n".join(errors))


def logits_in_torch(folder, image):
    from network import load_network
    from train import open_image, preprocess

    network = load_network(folder)
    own = network.state_dict()
    weights = load_file(folder / "trained" / "model.safetensors")
    network.load_state_dict({k: v.reshape(own[k].shape) for k, v in weights.items()}, strict=False)
    options = json.loads((folder / "run.json").read_text())["preprocessing"]
    with torch.no_grad():
        return network.eval()(preprocess(open_image(image, options["channelOrder"]), options)[None])[0]


def main():
    print(f"torch {torch.__version__}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = [*compare_networks(folder / "networks")]
        node(SCRIPT, "digits", folder / "digits")
        for run, settings in RUNS.items():
            good += train(folder / run.split(",")[0], folder / "digits", run, settings)
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
