"""OpenVINO on the CPU, in float32: `openvino_peer.py <file> <batch>` serves inference of an ONNX file (see serve.mjs)."""

import os
import sys
import time

import numpy as np
import openvino as ov

SHORTEST = 0.3

file, batch = sys.argv[1], int(sys.argv[2])
core = ov.Core()
model = core.read_model(file)
# A shape that is known allows it to choose its kernels when it compiles.
rest = [dimension.get_length() for dimension in list(model.input().partial_shape)[1:]]
model.reshape([batch, *rest])
compiled = core.compile_model(
    model,
    "CPU",
    {
        "PERFORMANCE_HINT": "LATENCY",
        # On processors with AMX it would compute in bfloat16.
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": len(os.sched_getaffinity(0)),
    },
)
request = compiled.create_infer_request()
images = np.random.default_rng(0).random([batch, *rest], dtype=np.float32)
print("ready", ov.__version__, flush=True)
for _ in sys.stdin:
    started = time.perf_counter()
    runs = 0
    while runs == 0 or time.perf_counter() - started < SHORTEST:
        request.infer([images], share_inputs=True)
        runs += 1
    print((time.perf_counter() - started) * 1000 / runs, flush=True)
