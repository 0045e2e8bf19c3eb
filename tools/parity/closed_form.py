"""Weights by formula; packages/core/src/testing/closed-form.ts holds the same one.

Element i of the tensor named `key` comes from a hash of i and the key, so that PyTorch and convzoo can be
compared without a weight file between them.
"""

import math

import numpy as np
import torch


def fnv1a(text):
    value = 0x811C9DC5
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value


def values(key, size):
    """float32 values in [-1, 1)."""
    with np.errstate(over="ignore"):
        x = np.arange(size, dtype=np.uint32) ^ np.uint32(fnv1a(key))
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
        x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
        x = x ^ (x >> np.uint32(16))
    return (x.astype(np.float64) / 2**31 - 1).astype(np.float32)


def tensor(key, shape):
    """The float32 weight named `key`, in PyTorch's layout."""
    if key.endswith(".num_batches_tracked"):
        return torch.zeros(shape, dtype=torch.int64)
    if key.endswith(".running_var"):
        offset, scale = 1, 0.5
    elif not key.endswith(".weight"):
        offset, scale = 0, 0.1
    elif len(shape) == 1:
        offset, scale = 0.7, 0.3
    else:
        offset, scale = 0, math.sqrt(6 / math.prod(shape[1:]))
    drawn = values(key, math.prod(shape)).astype(np.float64)
    return torch.from_numpy((offset + scale * drawn).astype(np.float32).reshape(shape))


def fill(model):
    """Gives a module these weights and puts it in inference mode."""
    model.load_state_dict({key: tensor(key, tuple(old.shape)) for key, old in model.state_dict().items()})
    return model.eval()


def image(batch, channels, height, width):
    """A batch [batch, channels, height, width] of noise in [-2, 2)."""
    return torch.from_numpy(2 * values("input", batch * channels * height * width)).reshape(
        batch, channels, height, width
    )
