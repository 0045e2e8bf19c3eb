#!/usr/bin/env python3
"""Compares convzoo with Keras Applications on the same weights: random ones, batch norm statistics included,
saved in each of Keras's formats and loaded as the CLI loads them. Prints the largest difference of the
logits over the largest logit (of the last map, for networks without top), which must stay below 1e-4.

Needs tensorflow-cpu and tf_keras from PyPI, the built packages, 3 GB of memory and 1 GB of disk. From the
repository root: python3 tools/parity/keras_check.py
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import keras
import numpy as np
import tf_keras

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 1e-4


def fill(model, seed=0):
    """Weights that keep the scale of what passes through. Before batch norms it is as small as their epsilon,
    so that logits tell whether that is right."""
    random = np.random.default_rng(seed)
    normalized = any(type(layer).__name__ == "BatchNormalization" for layer in model.layers)

    def draw(layer, weight):
        role = weight.name.split("/")[-1].split(":")[0]
        shape = tuple(weight.shape)
        scale = 3e-3 if normalized and type(layer).__name__ != "Dense" else 1
        if role == "kernel":
            return scale * random.uniform(-1, 1, shape) * np.sqrt(6 / np.prod(shape[:-1]))
        if role in ("bias", "moving_mean"):
            return scale * random.uniform(-0.1, 0.1, shape)
        if role == "moving_variance":
            return scale**2 * random.uniform(0.5, 1.5, shape)
        return random.uniform(0.4, 1, shape) if role == "gamma" else random.uniform(-0.1, 0.1, shape)

    for layer in model.layers:
        layer.set_weights([draw(layer, weight).astype("float32") for weight in layer.weights])
    return model


def save_early(model, path):
    """As the VGG files of 2016: `block1_conv1/block1_conv1_W_1:0`."""
    with h5py.File(path, "w") as file:
        for layer in model.layers:
            for letter, values in zip("Wb", layer.get_weights()):
                file[f"{layer.name}/{layer.name}_{letter}_1:0"] = values


SAVERS = {
    "tf_keras .h5": (tf_keras, "x.h5", lambda model, path: model.save_weights(path)),
    "tf_keras .weights.h5": (tf_keras, "x.weights.h5", lambda model, path: model.save_weights(path)),
    "keras .h5": (keras, "x.h5", lambda model, path: model.save(path)),
    "keras .weights.h5": (keras, "x.weights.h5", lambda model, path: model.save_weights(path)),
    "early .h5": (keras, "x.h5", save_early),
}

# Keras's name, ours with an option, formats, and the last convolution of the networks without top.
CASES = [
    ("ResNet50", "resnet50", "variant=v1", list(SAVERS)[:4], None),
    ("ResNet101", "resnet101", "variant=v1", ["tf_keras .h5", "keras .weights.h5"], None),
    ("ResNet152", "resnet152", "variant=v1", ["tf_keras .h5", "keras .weights.h5"], None),
    ("VGG16", "vgg16", "neck=imagenet", ["early .h5", "tf_keras .h5", "keras .weights.h5"], None),
    ("VGG19", "vgg19", "neck=imagenet", ["tf_keras .h5"], None),
    ("ResNet50", "resnet50", "variant=v1", ["tf_keras .h5", "keras .weights.h5"], "conv5_block3_out"),
    ("VGG16", "vgg16", "neck=pool", ["early .h5", "tf_keras .h5"], "block5_conv3"),
    ("VGG19", "vgg19", "neck=pool", ["tf_keras .h5"], "block5_conv4"),
]

REFUSALS = [
    ("ResNet50", "resnet50", "variant=v1.5"),
    ("ResNet50V2", "resnet50", "variant=v1"),
    ("ResNet50V2", "resnet50", "variant=v2"),
    ("ResNet50", "resnet101", "variant=v1"),
]


def run(folder, model, weights, option, *more):
    script = ROOT / "tools/parity/keras_logits.mjs"
    files = [folder / weights, option, folder / "input", folder / "output"]
    command = [os.environ.get("NODE", "node"), script, model, *files, *more]
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def error(theirs, ours, option, saver, last, folder):
    library, file, save = SAVERS[saver]
    options = {"weights": None, "include_top": last is None}
    if last is None:
        options["classifier_activation"] = None
    network = fill(getattr(library.applications, theirs)(**options))
    save(network, str(folder / file))
    image = np.random.default_rng(1).uniform(-2, 2, (1, 224, 224, 3)).astype("float32")
    image.tofile(folder / "input")
    if last is not None:
        network = library.Model(network.input, network.get_layer(last).output)
    expected = network.predict(image, verbose=0).ravel()
    library.backend.clear_session()
    result = run(folder, ours, file, option, *([] if last is None else ["backbone"]))
    (folder / file).unlink()
    if result.returncode != 0:
        sys.exit(result.stderr)
    actual = np.fromfile(folder / "output", "float32")
    return np.abs(actual - expected).max() / np.abs(expected).max()


def main():
    print(f"keras {keras.__version__}, tf_keras {tf_keras.__version__}")
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for theirs, ours, option, savers, last in CASES:
            for saver in savers:
                largest = error(theirs, ours, option, saver, last, folder)
                failed |= not largest < TOLERANCE
                top = "with top" if last is None else "without top"
                print(f"{theirs:10} {top:11} {saver:20} {ours} {option}: error {largest:.1e}", flush=True)
        for theirs, ours, option in REFUSALS:
            network = getattr(tf_keras.applications, theirs)(weights=None)
            network.save_weights(str(folder / "x.h5"))
            result = run(folder, ours, "x.h5", option)
            message = [line for line in result.stderr.splitlines() if "ConvzooError" in line]
            failed |= not message
            print(f"{theirs:10} into {ours} {option}: {message[0][:150] if message else 'not refused'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
