"""PyTorch: `torch_peer.py export <net> <file>` writes torchvision's network as ONNX,
`torch_peer.py predict <net> <batch>` and `torch_peer.py train <net> <batch>` serve inference and training steps in
channels-last layout (see serve.mjs)."""

import os
import sys
import time

import torch
import torchvision

work, net, argument = sys.argv[1:]
model = torchvision.models.__dict__[net]()

if work == "export":
    images = torch.randn(1, 3, 224, 224)
    torch.onnx.export(
        model.eval(), images, argument, opset_version=13, input_names=["images"], output_names=["logits"],
        dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
    )
    sys.exit()

torch.set_num_threads(os.cpu_count())
model = model.to(memory_format=torch.channels_last)
images = torch.randn(int(argument), 3, 224, 224).to(memory_format=torch.channels_last)


def predict():
    with torch.inference_mode():
        return model(images).sum()


labels = torch.arange(int(argument)) % 1000
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
loss = torch.nn.CrossEntropyLoss()


def train():
    optimizer.zero_grad()
    result = loss(model(images), labels)
    result.backward()
    optimizer.step()
    return result


model.train(work == "train")
step = train if work == "train" else predict
print("ready", torch.__version__, flush=True)
for _ in sys.stdin:
    started = time.perf_counter()
    step().item()
    print((time.perf_counter() - started) * 1000, flush=True)
