"""The network of network.json as a PyTorch module. The names of its weights are those of model.safetensors."""
import json
from pathlib import Path

import torch
from torch import nn


class Add(nn.Module):
    def forward(self, *maps):
        return sum(maps)


class Multiply(nn.Module):
    def forward(self, *maps):
        return torch.stack(torch.broadcast_tensors(*maps)).prod(0)


class Concatenate(nn.Module):
    def forward(self, *maps):
        return torch.cat(maps, 1)


class GlobalAveragePool(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


class LayerNorm(nn.LayerNorm):
    """Over the channels of each pixel."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1) if x.dim() == 4 else super().forward(x)


class SubsampleAndPadChannels(nn.Module):
    """The shortcut without parameters (option A of He et al. 2015)."""

    def __init__(self, stride, missing):
        super().__init__()
        self.stride, self.missing = stride, missing

    def forward(self, x):
        before = self.missing // 2
        x = x[:, :, :: self.stride, :: self.stride]
        return nn.functional.pad(x, (0, 0, 0, 0, before, self.missing - before))


class StochasticDepth(nn.Module):
    """Leaves a residual branch out, for whole images (Huang et al. 2016)."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        kept = torch.rand(x.shape[0], *[1] * (x.dim() - 1), device=x.device) >= self.p
        return x * kept / (1 - self.p)


OWN = {
    module.__name__: module
    for module in (
        Add, Multiply, Concatenate, GlobalAveragePool, LayerNorm, SubsampleAndPadChannels, StochasticDepth,
    )
}


class Network(nn.Module):
    """Images [batch, channels, height, width] to logits [batch, units]."""

    def __init__(self, layers):
        super().__init__()
        self.layers = layers
        # Modules without weights have no place in the state dict.
        self.functions = nn.ModuleDict()
        for layer in layers:
            self._register(layer["name"], layer["module"], layer["args"])

    def _register(self, name, module, args):
        *path, last = name.split(".")
        if module == "LayerScale":
            self._parent(path).register_parameter(last, nn.Parameter(torch.ones(args["channels"], 1, 1)))
            return
        made = (OWN.get(module) or getattr(nn, module))(**args)
        if next(made.parameters(), None) is None:
            self.functions[_key(name)] = made
        else:
            self._parent(path).add_module(last, made)

    def _parent(self, path):
        parent = self
        for part in path:
            if part not in parent._modules:
                parent.add_module(part, nn.Module())
            parent = parent._modules[part]
        return parent

    def forward(self, image):
        outputs = {"image": image}
        for layer in self.layers:
            inputs = [outputs[name] for name in layer["inputs"]]
            outputs[layer["name"]] = self._run(layer["name"], layer["module"], inputs)
        return outputs[self.layers[-1]["name"]]

    def _run(self, name, module, inputs):
        if module == "LayerScale":
            return inputs[0] * self.get_parameter(name)
        key = _key(name)
        return (self.functions[key] if key in self.functions else self.get_submodule(name))(*inputs)


def _key(name):
    return name.replace(".", "/")


def load_network(folder):
    return Network(json.loads((Path(folder) / "network.json").read_text()))
