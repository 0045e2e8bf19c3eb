"""Checks exported files with the onnx package: `check_export.py <folder of export-nets.mjs>`.

Each file must pass onnx.checker with shape inference, and onnx's reference evaluator must give TF.js's logits.
Needs Python with onnx (pip install onnx).
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    shape = [dim.dim_value for dim in model.graph.input[0].type.tensor_type.shape.dim]
    images = np.fromfile(path.with_suffix(".images"), np.float32).reshape([-1, *shape[1:]])
    expected = np.fromfile(path.with_suffix(".logits"), np.float32)
    (found,) = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: images})
    error = np.abs(found.ravel() - expected).max() / np.abs(expected).max()
    opset = model.opset_import[0].version
    print(f"{path.name}: opset {opset}, {len(model.graph.node)} nodes, relative error of the logits {error:.1e}")
    assert error < 1e-4
