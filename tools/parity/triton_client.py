"""Triton's own client against `convzoo serve`.

    node packages/convzoo/dist/bin.js serve --model shapes=packages/convzoo/fixtures/shapes --port 8123 &
    pip install 'tritonclient[http]' numpy
    python tools/parity/triton_client.py 127.0.0.1:8123 shapes

Checks health, metadata, inference with binary and with JSON tensors, batches against single images, concurrent
requests, the repository index, reloading, and errors. Prints what it checked; fails on the first difference.
"""

import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

address, model = sys.argv[1:]
client = triton.InferenceServerClient(address, concurrency=8)
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(model)
assert not client.is_model_ready("no-such-model")
print("health:", client.get_server_metadata()["name"])

metadata = client.get_model_metadata(model)
(declared,) = metadata["inputs"]
shape = declared["shape"][1:]
classes = metadata["parameters"]["classes"]
print("metadata:", declared["name"], declared["datatype"], declared["shape"], classes)


def tensor(images, binary=True):
    value = triton.InferInput(declared["name"], list(images.shape), declared["datatype"])
    value.set_data_from_numpy(images, binary_data=binary)
    return value


def infer(images, binary=True):
    outputs = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("logits", "probabilities")]
    answer = client.infer(model, [tensor(images, binary)], outputs=outputs, request_id="7")
    assert answer.get_response()["id"] == "7"
    return answer.as_numpy("logits"), answer.as_numpy("probabilities")


images = np.random.default_rng(0).standard_normal((5, *shape)).astype(np.float32)
logits, probabilities = infer(images)
assert logits.shape == probabilities.shape == (5, len(classes))
print("binary against JSON:", max(np.abs(a - b).max() for a, b in zip(infer(images), infer(images, binary=False))))
alone = np.concatenate([infer(image[None])[0] for image in images])
print("batch against single images:", np.abs(alone - logits).max())
assert np.allclose(alone, logits, atol=1e-4)

pending = [client.async_infer(model, [tensor(images[i % 5][None])]) for i in range(200)]
answers = np.concatenate([one.get_result().as_numpy("logits") for one in pending])
print("200 concurrent requests:", np.abs(answers - logits[np.arange(200) % 5]).max())
assert np.allclose(answers, logits[np.arange(200) % 5], atol=1e-4)

(listed,) = [entry for entry in client.get_model_repository_index() if entry["name"] == model]
client.load_model(model)
assert np.allclose(infer(images)[0], logits, atol=1e-4)
print("repository:", listed["state"], "and reloaded")

for wrong in (images[:, 1:], images.astype(np.float64)):
    try:
        value = triton.InferInput(declared["name"], list(wrong.shape), "FP32" if wrong.dtype == np.float32 else "FP64")
        value.set_data_from_numpy(wrong)
        client.infer(model, [value])
        raise SystemExit("a wrong tensor was accepted")
    except InferenceServerException as error:
        print("refused:", error.message())
