#!/usr/bin/env python3
"""Writes packages/weights/src/fixtures with the libraries whose files @convzoo/weights reads, and checks
what @convzoo/weights wrote.

  weights.py torch         PyTorch files            (needs torch, numpy)
  weights.py safetensors   safetensors files        (needs safetensors, torch, numpy)
  weights.py keras         Keras and TF.js files    (needs tensorflow 2.12, tensorflowjs, h5py)
  weights.py keras3        a .keras archive         (needs keras 3)
  weights.py hdf5          datasets in other files  (needs h5py)
  weights.py compare CHECKPOINT FILE
                           fails unless FILE, written from CHECKPOINT by saveWeights, holds equal tensors,
                           read by the safetensors library (needs torch, safetensors)
  weights.py cache REPO FILE
                           prints where huggingface_hub, offline, finds FILE (needs huggingface_hub)

Values are a closed form that the tests repeat: element i of a tensor is ((7 i) mod 23 - 11) / 8, which
every floating type here holds exactly; integer types hold (7 i) mod 23.
"""
import io
import json
import os
import pathlib
import sys
import zipfile

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "packages/weights/src/fixtures"


def values(shape, dtype="float32"):
    import numpy as np

    steps = (7 * np.arange(int(np.prod(shape, dtype=np.int64)))) % 23
    if np.dtype(dtype).kind == "f":
        steps = (steps - 11) / 8
    elif np.dtype(dtype) == bool:
        steps = steps % 2
    return steps.astype(dtype).reshape(shape)


def torch_state():
    import torch

    t = lambda shape, dtype="float32": torch.from_numpy(values(shape, dtype))
    shared = t((4, 3))
    return {
        "conv.weight": t((2, 3, 3, 3)),
        "conv.channels_last": t((2, 3, 2, 2)).contiguous(memory_format=torch.channels_last),
        "transposed": t((3, 4)).t(),
        "shared.whole": shared,
        "shared.rows": shared[1:3],
        "shared.column": shared[:, 1],
        "half": t((5,)).half(),
        "bfloat16": t((5,)).bfloat16(),
        "double": t((5,), "float64"),
        "int64": t((), "int64"),
        "int32": t((3,), "int32"),
        "int16": t((3,), "int16"),
        "int8": t((3,), "int8"),
        "uint8": t((3,), "uint8"),
        "bool": t((3,), "bool"),
        "empty": t((0, 3)),
        "parameter": torch.nn.Parameter(t((2, 2))),
    }


class Attack:
    """Runs a command when it is unpickled by a library that lets it."""

    def __reduce__(self):
        return os.system, ("touch /tmp/convzoo-weights-was-attacked",)


def write_torch():
    import argparse

    import numpy as np
    import torch

    folder = FIXTURES / "pytorch"
    folder.mkdir(parents=True, exist_ok=True)
    state = torch_state()
    torch.save(state, folder / "zip.pth")
    torch.save(state, folder / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(state, folder / "protocol4.pth", pickle_protocol=4)

    net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 1), torch.nn.BatchNorm2d(2))
    for tensor in net.state_dict().values():
        tensor.copy_(torch.from_numpy(values(tuple(tensor.shape), "int64" if tensor.dim() == 0 else "float32")))
    checkpoint = {
        "epoch": 7,
        "arch": "tiny",
        "state_dict": torch.nn.DataParallel(net).state_dict(),
        "best_prec1": torch.tensor(91.5),
        "accuracy": np.float64(0.5),
        "means": np.ones(3),
        "args": argparse.Namespace(lr=0.1),
        "optimizer": torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9).state_dict(),
    }
    torch.save(checkpoint, folder / "nested.pth")
    torch.save(checkpoint, folder / "nested-legacy.th", _use_new_zipfile_serialization=False)
    torch.save(net, folder / "whole-model.pth")
    torch.save({"weight": torch.zeros(2), "payload": Attack()}, folder / "attack.pth")
    torch.save(
        {"weight": torch.zeros(2), "payload": Attack()},
        folder / "attack-legacy.pth",
        _use_new_zipfile_serialization=False,
    )
    torch.jit.save(torch.jit.script(torch.nn.ReLU()), folder / "torchscript.pt")
    write_big_endian(state, folder / "big-endian.pth")
    with zipfile.ZipFile(folder / "bomb.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", bytes(8_000_000))


def write_big_endian(state, path):
    """What PyTorch 2.1 writes on a big-endian machine: swapped storages and a byteorder record."""
    import numpy as np
    import torch

    kept = {name: state[name] for name in ("conv.weight", "half", "double", "int64", "int16", "uint8")}
    little = io.BytesIO()
    torch.save(kept, little)
    sizes = [np.dtype(str(tensor.dtype).removeprefix("torch.")).itemsize for tensor in kept.values()]
    with zipfile.ZipFile(little) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            content = source.read(name)
            if "/data/" in name:
                size = sizes[int(name.rsplit("/", 1)[1])]
                content = np.frombuffer(content, f"u{size}").byteswap().tobytes()
            target.writestr(name, content)
        target.writestr("archive/byteorder", "big")


def write_safetensors():
    import torch
    from safetensors.torch import save_file

    folder = FIXTURES / "safetensors"
    folder.mkdir(parents=True, exist_ok=True)
    t = lambda shape, dtype="float32": torch.from_numpy(values(shape, dtype))
    mixed = {
        "conv1.weight": t((2, 3, 3, 3)),
        "bn1.num_batches_tracked": t((), "int64"),
        "bn1.weight": t((2,)),
        "10": t((3,), "int32"),
        "9": t((5,), "uint8"),
        "empty": t((0, 2)),
        "naïve \"name\"\n": t((1,)),
    }
    save_file(mixed, folder / "mixed.safetensors", metadata={"format": "pt"})
    narrow = {
        "half": t((5,)).half(),
        "special": torch.tensor([float("inf"), float("-inf"), float("nan"), 6e-8, -0.0, 65504.0]).half(),
        "bfloat16": t((5,)).bfloat16(),
        "double": t((5,), "float64"),
        "bool": t((3,), "bool"),
        "int8": t((3,), "int8"),
        "int16": t((3,), "int16"),
    }
    save_file(narrow, folder / "narrow.safetensors")
    shards = {
        "model-00001-of-00002.safetensors": {"a.weight": t((2, 2)), "a.bias": t((2,))},
        "model-00002-of-00002.safetensors": {"b.weight": t((3, 2))},
    }
    for file, tensors in shards.items():
        save_file(tensors, folder / file)
    index = {
        "metadata": {"total_size": 48},
        "weight_map": {name: file for file, tensors in shards.items() for name in tensors},
    }
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2))


def write_keras():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import h5py
    import numpy as np
    import tensorflow as tf
    from keras.saving import saving_lib

    folder = FIXTURES / "keras"
    folder.mkdir(parents=True, exist_ok=True)
    layers = tf.keras.layers
    net = tf.keras.Sequential(
        [
            layers.Input((5, 5, 3)),
            layers.Conv2D(2, 3, name="conv1_conv"),
            layers.BatchNormalization(name="conv1_bn"),
            layers.GlobalAveragePooling2D(name="pool"),
            layers.Dense(2, name="predictions"),
        ]
    )
    net.set_weights([values(weight.shape) for weight in net.get_weights()])
    net.compile("adam", "mse")
    net.save(folder / "model.h5")
    net.save_weights(folder / "weights.h5")
    saving_lib.save_weights_only(net, str(folder / "keras3.weights.h5"))
    with h5py.File(folder / "early.h5", "w") as file:  # as the VGG files of 2016
        file.attrs["layer_names"] = np.array([b"block1_conv1"])
        group = file.create_group("block1_conv1")
        group.attrs["weight_names"] = np.array([b"block1_conv1_W_1:0"])
        group.create_dataset("block1_conv1_W_1:0", data=values((3, 3, 3, 2)))
        group.create_dataset("big:0", data=values((2,)).astype(">f4"))
        group.create_dataset("double:0", data=values((2,), "float64"))
    write_tfjs()


def write_tfjs():
    import importlib.util
    import types

    # The package's own __init__ imports converters that need a dozen more packages.
    package = types.ModuleType("tensorflowjs")
    package.__path__ = importlib.util.find_spec("tensorflowjs").submodule_search_locations
    sys.modules["tensorflowjs"] = package
    from tensorflowjs import write_weights as tfjs

    folder = FIXTURES / "tfjs"
    folder.mkdir(parents=True, exist_ok=True)
    groups = [
        [
            {"name": "conv/kernel", "data": values((3, 3, 3, 2))},
            {"name": "steps", "data": values((3,), "int32")},
            {"name": "mask", "data": values((3,), "bool")},
        ],
        [
            {"name": "quantized/uint8", "data": values((4, 5))},
            {"name": "quantized/uint16", "data": values((4, 5))},
            {"name": "quantized/float16", "data": values((4, 5))},
            {"name": "quantized/integers", "data": values((7,), "int32")},
        ],
    ]
    manifest = tfjs.write_weights(
        groups,
        str(folder),
        shard_size_bytes=100,
        write_manifest=False,
        quantization_dtype_map={
            "uint8": ["quantized/uint8", "quantized/integers"],
            "uint16": ["quantized/uint16"],
            "float16": ["quantized/float16"],
        },
    )
    model = {"format": "layers-model", "generatedBy": "keras", "weightsManifest": manifest}
    (folder / "model.json").write_text(json.dumps(model))


def compare(checkpoint, path):
    import torch
    from safetensors.torch import load_file

    expected, found = torch.load(checkpoint), load_file(path)
    assert expected.keys() == found.keys(), expected.keys() ^ found.keys()
    for name, tensor in expected.items():
        assert tensor.shape == found[name].shape, name
        assert torch.equal(tensor.detach().to(found[name].dtype), found[name]), name
    print(f"{len(found)} tensors are equal")


def write_keras3():
    """A `.keras` archive, by Keras 3 (KERAS_BACKEND=numpy needs jax beside it)."""
    import keras

    layers = keras.layers
    net = keras.Sequential(
        [
            layers.Input((5, 5, 3)),
            layers.Conv2D(2, 3, name="conv1_conv"),
            layers.BatchNormalization(name="conv1_bn"),
            layers.GlobalAveragePooling2D(name="pool"),
            layers.Dense(2, name="predictions"),
        ]
    )
    net.set_weights([values(weight.shape) for weight in net.get_weights()])
    net.save(FIXTURES / "keras" / "model.keras")


def write_hdf5():
    """Datasets that lie in another file, and small files with each layout of groups and datasets, for the fuzzer."""
    import h5py

    folder = FIXTURES / "keras"
    small_hdf5(folder)
    with h5py.File(folder / "external-storage.h5", "w") as file:
        file.create_group("a").create_dataset("k", shape=(16,), dtype="u1", external=[("elsewhere.h5", 0, 16)])
    with h5py.File(folder / "virtual.h5", "w", libver="latest") as file:
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource("elsewhere.h5", "k", shape=(4,))
        file.create_virtual_dataset("a/k", layout)


def small_hdf5(folder):
    import h5py

    checked = {"compression": "gzip", "shuffle": True, "fletcher32": True}
    with h5py.File(folder / "chunked.h5", "w") as file:
        file.create_dataset("a/b", data=values((8,)), chunks=(4,), **checked)
        file.create_dataset("a/c", data=values((2,)))
    with h5py.File(folder / "latest.h5", "w", libver="latest") as file:
        file.create_dataset("a", data=values((8,)), chunks=(2,), maxshape=(16,))  # a fixed array of chunks
        file.create_dataset("b", data=values((4,)), chunks=(2,), maxshape=(None,), **checked)  # an extensible one
        file.create_dataset("c", data=values((2, 2)), chunks=(1, 1), maxshape=(None, None))  # a B-tree
    with h5py.File(folder / "dense.h5", "w", libver="latest") as file:
        group = file.create_group("a", track_order=True)
        empty = file.create_group("empty")
        for i in range(9):  # links beyond eight lie in a fractal heap
            group[f"{i}"] = empty
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((2,))
        made = h5py.h5d.create(file.id, b"b", h5py.h5t.NATIVE_FLOAT, space, properties)
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, values((2,)))


def cache(repo, file):
    from huggingface_hub import hf_hub_download

    print(hf_hub_download(repo, file, local_files_only=True))


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    commands = {
        "torch": write_torch,
        "safetensors": write_safetensors,
        "keras": write_keras,
        "keras3": write_keras3,
        "hdf5": write_hdf5,
        "compare": compare,
        "cache": cache,
    }
    commands[command](*arguments)
