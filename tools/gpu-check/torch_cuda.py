"""PyTorch's images/s on CUDA, as JSON rows: `torch_cuda.py alexnet,resnet18 1,8,32` (inference and training, in
channels-last layout, float32 without TF32, and inference in float16)."""

import json
import sys
import time

import torch
import torchvision

if not torch.cuda.is_available():
    sys.exit("torch.cuda.is_available() is false")
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
device = torch.cuda.get_device_name()
rows = []


def images_per_second(step, batch):
    for _ in range(8):
        step()
    torch.cuda.synchronize()
    times = []
    begin = time.perf_counter()
    while len(times) < 10 or time.perf_counter() - begin < 0.3:
        start = time.perf_counter()
        step()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return batch / sorted(times)[len(times) // 2]


def measure(kind, net, batch, precision, make_step):
    row = dict(
        measure=kind, model=net, engine="PyTorch", precision=precision, batch=batch, device=device, isGpu=True,
        imagesPerSecond=None, error=None,
    )
    try:
        row["imagesPerSecond"] = images_per_second(make_step(), batch)
    except RuntimeError as error:
        row["error"] = str(error).splitlines()[0]
    rows.append(row)
    torch.cuda.empty_cache()


def inference(net, batch, dtype):
    model = torchvision.models.__dict__[net]().eval().to("cuda", dtype, memory_format=torch.channels_last)
    # As in the benchmark, images are in host memory before and scores after.
    images = torch.randn(batch, 3, 224, 224, dtype=dtype).pin_memory()

    def step():
        with torch.inference_mode():
            model(images.to("cuda", memory_format=torch.channels_last)).float().cpu()

    return step


def training(net, batch):
    model = torchvision.models.__dict__[net]().train().to("cuda", memory_format=torch.channels_last)
    images = torch.randn(batch, 3, 224, 224).pin_memory()
    labels = (torch.arange(batch) % 1000).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-5, momentum=0.9)

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images.to("cuda", memory_format=torch.channels_last)), labels)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


nets, batches = sys.argv[1].split(","), [int(batch) for batch in sys.argv[2].split(",")]
for net in nets:
    for batch in batches:
        measure("inference", net, batch, "float32", lambda: inference(net, batch, torch.float32))
        measure("inference", net, batch, "float16", lambda: inference(net, batch, torch.float16))
    measure("training", net, max(batches), "float32", lambda: training(net, max(batches)))
print(json.dumps(rows))
