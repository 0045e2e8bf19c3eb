/**
 * Memory over the training steps of resnet18 at 224, batch 16:
 *
 *   pnpm --filter @convzoo/onnx build && node packages/onnx/tools/training-memory.mjs [steps]
 */

import { registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
import { trainingStep } from './bench/nets.mjs';

registerOnnxRuntimeBackend();
await tf.setBackend('onnxruntime');
const step = trainingStep('resnet18', 16);
const steps = Number(process.argv[2] ?? 200);
for (let done = 1; done <= steps; done++) {
  step();
  if (done % 20 !== 0) continue;
  const gigabytes = (process.memoryUsage().rss / 1e9).toFixed(2);
  console.log(`step ${done}: ${gigabytes} GB resident, ${tf.memory().numTensors} tensors`);
}
