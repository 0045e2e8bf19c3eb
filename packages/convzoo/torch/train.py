"""Goes on with a training run of convzoo in PyTorch, on any number of processes:

    torchrun --nproc_per_node 2 train.py
    python train.py

The network, its weights, the optimizer's state, the learning rate of every step, the augmentation and the images of
each split are those of the run (run.json, network.json, model.safetensors, optimizer.safetensors). The order of the
images is PyTorch's own. Batch norm takes the statistics of each process's share of a batch, as DDP does.

Needs torch, torchvision, safetensors and Pillow. Writes log.jsonl and a model folder, `trained`, which convzoo opens.
"""
import argparse
import json
import math
import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import torch
import torch.distributed as dist
from PIL import Image, ImageOps
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, Dataset
from torch.utils.data.distributed import DistributedSampler
from torchvision import transforms as T
from torchvision.transforms import functional as TF

from network import load_network

FOLDER = Path(__file__).parent


class Images(Dataset):
    """Images of a split with their targets, augmented in training, preprocessed as the network wants them."""

    def __init__(self, run, split, root, augment=None):
        self.items = run["images"][split]
        self.root, self.augment, self.run = root, augment, run

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        path, target = self.items[index]
        image = open_image(self.root / path, self.run["preprocessing"]["channelOrder"])
        if self.augment is not None:
            image = self.augment(image)
        return preprocess(image, self.run["preprocessing"]), encode(target, self.run["head"])


def open_image(path, order):
    image = ImageOps.exif_transpose(Image.open(path))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L" if order == "gray" else "RGB")


def preprocess(image, options):
    height, width = options["crop"]
    if image.size != (width, height):
        interpolation = T.InterpolationMode(options["interpolation"])
        image = TF.center_crop(TF.resize(image, options["resize"], interpolation), [height, width])
    x = TF.pil_to_tensor(image).float() / options["scale"]
    if options["channelOrder"] == "bgr":
        x = x.flip(0)
    return TF.normalize(x, options["mean"], options["std"])


def encode(target, head):
    """The index of a class, or a row of zeros and ones."""
    if head["kind"] == "multi-class":
        return target
    row = torch.zeros(head["units"])
    row[target] = 1
    return row


class RandomErasing(T.RandomErasing):
    """On an image: a rectangle of noise."""

    def forward(self, image):
        if torch.rand(1) >= self.p:
            return image
        x = TF.pil_to_tensor(image)
        top, left, height, width, _ = self.get_params(x, self.scale, self.ratio, [0])
        x[:, top : top + height, left : left + width] = torch.randint(0, 256, (len(x), height, width))
        return TF.to_pil_image(x)


def augmentation(name, size):
    border = max(1, math.floor(min(size) / 8 + 0.5))
    resized = T.Resize(size)
    cropped = [T.RandomResizedCrop(size), T.RandomHorizontalFlip()]
    return T.Compose(
        {
            "none": [],
            "crop": [resized, T.RandomCrop(size, border)],
            "crop-flip": [resized, T.RandomCrop(size, border), T.RandomHorizontalFlip()],
            "digits": [
                resized,
                T.RandomRotation(10, T.InterpolationMode.BILINEAR),
                T.RandomCrop(size, math.ceil(border / 2)),
            ],
            "imagenet": cropped,
            "color": [*cropped, T.ColorJitter(0.4, 0.4, 0.4)],
            "trivial": [*cropped, T.TrivialAugmentWide(), RandomErasing(0.1)],
        }[name]
    )


def loss_of(head, device):
    """As the head computes it: from logits, a mean over the batch."""
    smoothing = head["labelSmoothing"]
    weights = None if head["weights"] is None else torch.tensor(head["weights"], device=device)
    if head["kind"] == "multi-class":
        return lambda logits, targets: F.cross_entropy(logits, targets, weights, label_smoothing=smoothing)
    return lambda logits, targets: F.binary_cross_entropy_with_logits(
        logits, targets * (1 - smoothing) + smoothing / 2, pos_weight=weights
    )


def correct(logits, targets, head):
    """How many images are right: the best class, or all labels."""
    if head["kind"] == "multi-class":
        return (logits.argmax(1) == targets).sum()
    thresholds = torch.tensor(head["thresholds"], device=logits.device)
    return ((logits.sigmoid() >= thresholds) == (targets >= 0.5)).all(1).sum()


def make_optimizer(network, options):
    """Weight decay is of kernels alone. The state is that of the run."""
    parameters = dict(network.named_parameters())
    coupled = options["weightDecay"] if options.get("decay") != "decoupled" else 0
    groups = [
        {"params": [p for p in parameters.values() if p.dim() > 1], "weight_decay": coupled},
        {"params": [p for p in parameters.values() if p.dim() <= 1], "weight_decay": 0},
    ]
    if options["kind"] == "sgd":
        optimizer = torch.optim.SGD(groups, lr=1, momentum=options["momentum"], nesterov=options["nesterov"])
        slots = {"momentum": "momentum_buffer"}
    else:
        betas = (options["beta1"], options["beta2"])
        optimizer = torch.optim.AdamW(groups, lr=1, betas=betas, eps=options["epsilon"])
        slots = {"mean": "exp_avg", "square": "exp_avg_sq", "step": "step"}
    for key, value in load_file(FOLDER / "optimizer.safetensors").items():
        slot, name = key.split("/", 1)
        parameter = parameters[name]
        value = value.float() if slot == "step" else value.to(parameter.device)
        optimizer.state[parameter][slots[slot]] = value
    return optimizer


def decay_decoupled(network, options, rate):
    """What PyTorch's SGD lacks (Loshchilov & Hutter 2017)."""
    if options["kind"] == "sgd" and options["decay"] == "decoupled":
        with torch.no_grad():
            for parameter in network.parameters():
                if parameter.dim() > 1:
                    parameter.mul_(1 - rate * options["weightDecay"])


def total(value):
    """The sum over all processes."""
    if dist.is_initialized():
        dist.all_reduce(value)
    return value


@torch.no_grad()
def evaluate(network, loader, loss, head, device):
    """Mean loss and share of right images over all processes; images that the sampler repeats count again."""
    network.eval()
    sums = torch.zeros(3, dtype=torch.float64)
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = network(images)
        count = len(images)
        sums += torch.tensor([loss(logits, targets).item() * count, correct(logits, targets, head).item(), count])
    loss_sum, right, count = total(sums).tolist()
    return loss_sum / count, right / count


def save(network, folder):
    """A model folder, each file whole or not at all."""
    folder.mkdir(exist_ok=True)
    with safe_open(FOLDER / "model.safetensors", "pt") as file:
        metadata = file.metadata()
        shapes = {name: file.get_slice(name).get_shape() for name in file.keys()}
    values = network.state_dict()
    state = {name: values[name].cpu().reshape(shape).contiguous() for name, shape in shapes.items()}
    save_file(state, folder / "model.safetensors.tmp", metadata)
    os.replace(folder / "model.safetensors.tmp", folder / "model.safetensors")
    shutil.copyfile(FOLDER / "config.json", folder / "config.json")


def load_weights(network):
    own = network.state_dict()
    given = load_file(FOLDER / "model.safetensors")
    optional = {name for name in own if name.endswith("num_batches_tracked")}
    missing, unknown = own.keys() - optional - given.keys(), given.keys() - own.keys()
    if missing or unknown:
        raise SystemExit(f"model.safetensors: missing {sorted(missing)}, unknown {sorted(unknown)}")
    # timm keeps VGG's last kernel as a convolution's.
    network.load_state_dict({name: value.reshape(own[name].shape) for name, value in given.items()}, strict=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=Path, help="where the images are, if they have moved")
    parser.add_argument("--out", type=Path, default=FOLDER / "trained")
    parser.add_argument("--workers", type=int, default=2, help="processes that read images")
    flags = parser.parse_args()
    run = json.loads((FOLDER / "run.json").read_text())
    root = flags.images or FOLDER / run["images"]["root"]

    cuda = torch.cuda.is_available()
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("nccl" if cuda else "gloo")
    world = dist.get_world_size() if dist.is_initialized() else 1
    rank = dist.get_rank() if dist.is_initialized() else 0
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    torch.manual_seed(run["seed"] + rank)

    network = load_network(FOLDER)
    load_weights(network)
    network.to(device)
    options, head = run["optimizer"], run["head"]
    optimizer = make_optimizer(network, options)
    loss = loss_of(head, device)
    parallel = DistributedDataParallel(network) if dist.is_initialized() else network

    train = Images(run, "train", root, augmentation(run["augmentation"], run["preprocessing"]["crop"]))
    batch = min(run["batchSize"], len(train))
    if batch % world != 0:
        raise SystemExit(f"{world} processes cannot share a batch of {batch} images alike")
    sampler = DistributedSampler(train, world, rank, seed=run["seed"], drop_last=True)
    loading = {"batch_size": batch // world, "num_workers": flags.workers}
    batches = DataLoader(train, sampler=sampler, drop_last=True, **loading)
    validation = Images(run, "validation", root) if "validation" in run["images"] else None
    held_out = None
    if validation is not None:
        held_out = DataLoader(validation, sampler=DistributedSampler(validation, world, rank, shuffle=False), **loading)

    rates, steps, step = run["rates"], run["stepsPerEpoch"], run["step"]
    best = math.inf
    log = (FOLDER / "log.jsonl").open("w") if rank == 0 else None
    for epoch in range(step // steps, len(rates) // steps):
        sampler.set_epoch(epoch)
        parallel.train()
        loss_sum, first = 0.0, step
        source = iter(batches)
        for step in range(step, (epoch + 1) * steps):
            rate = rates[step]
            optimizer.zero_grad()
            for part in range(run["accumulate"]):
                images, targets = (x.to(device) for x in next(source))
                last = part == run["accumulate"] - 1
                with nullcontext() if last or not dist.is_initialized() else parallel.no_sync():
                    value = loss(parallel(images), targets) / run["accumulate"]
                    value.backward()
                loss_sum += value.item()
            if not math.isfinite(loss_sum):
                raise SystemExit(f"step {step + 1}: the loss is not finite")
            if run["clipNorm"] is not None:
                torch.nn.utils.clip_grad_norm_(network.parameters(), run["clipNorm"])
            decay_decoupled(network, options, rate)
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        step += 1
        record = {"epoch": epoch + 1, "loss": total(torch.tensor(loss_sum)).item() / world / (step - first)}
        if held_out is not None:
            record["validationLoss"], record["validationAccuracy"] = evaluate(network, held_out, loss, head, device)
        reached = record.get("validationLoss", -epoch)
        if rank == 0:
            print(json.dumps(record), flush=True)
            print(json.dumps(record), file=log, flush=True)
            if reached < best:
                save(network, flags.out)
        best = min(best, reached)
    if dist.is_initialized():
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
