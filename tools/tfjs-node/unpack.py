"""Unpacks the C library and its headers from the TensorFlow wheel in a folder: a tenth of its files."""
import sys
from pathlib import Path
from zipfile import ZipFile

NEEDED = (
    "libtensorflow_cc.so.2",
    "libtensorflow_framework.so.2",
    "include/tensorflow/c/",
    "include/tensorflow/core/platform/",
    "include/tensorflow/tsl/",
    "include/tsl/",
)

wheels, target = Path(sys.argv[1]), Path(sys.argv[2])
[wheel] = wheels.glob("*.whl")
partial = target.with_suffix(".partial")
with ZipFile(wheel) as archive:
    for name in archive.namelist():
        inside = name.removeprefix("tensorflow/")
        if inside.startswith(NEEDED) and not inside.endswith("/"):
            path = partial / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(name))
partial.rename(target)
