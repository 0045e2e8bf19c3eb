import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImageClassifier } from '@convzoo/core';
import { writeAtomically } from '@convzoo/weights';
import { wrong } from './wrong.js';

/** Most images that Triton puts together. */
const maxBatch = 32;

/**
 * Writes a model into a Triton model repository: `config.pbtxt`, `labels.txt` and `1/model.onnx`. The folder's name is
 * the model's. Triton's ONNX Runtime backend takes preprocessed images and gives logits.
 */
export async function writeTritonModel(
  folder: string,
  { model, head, architecture }: ImageClassifier,
  onnx: Uint8Array,
): Promise<void> {
  const name = basename(folder);
  if (!/^[\w.-]+$/.test(name))
    throw wrong('--triton', "a folder with a model's name, such as models/birds", folder);
  await mkdir(join(folder, '1'), { recursive: true });
  await writeAtomically(join(folder, '1/model.onnx'), [onnx]);
  await writeText(join(folder, 'labels.txt'), `${head.classes.join('\n')}\n`);
  // Last, as Triton takes a folder with it for a model.
  const config = tritonConfig(name, model.inputNames[0]!, architecture.inputShape, head.units);
  await writeText(join(folder, 'config.pbtxt'), config);
}

function writeText(path: string, text: string): Promise<void> {
  return writeAtomically(path, [new TextEncoder().encode(text)]);
}

/** Triton's model configuration, in protobuf's text format. */
function tritonConfig(name: string, input: string, inputShape: readonly number[], units: number): string {
  return `name: "${name}"
backend: "onnxruntime"
max_batch_size: ${maxBatch}
input [{ name: "${input}", data_type: TYPE_FP32, dims: [${inputShape.join(', ')}] }]
output [{ name: "logits", data_type: TYPE_FP32, dims: [${units}], label_filename: "labels.txt" }]
dynamic_batching {}
`;
}
