/** TF.js: `tfjs.mjs <backend> <train|predict|classifier> <net> <batch>`. */
import { registerWasmTraining } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import { nets, prediction, trainingStep } from '../nets.mjs';
import { serve } from './serve.mjs';

const [backend, work, net, batch] = process.argv.slice(2);
if (backend === 'onnxruntime') registerOnnxRuntimeBackend();
if (backend === 'wasm') registerWasmTraining();
await tf.setBackend(backend);

if (work === 'train') {
  await serve(trainingStep(net, Number(batch)));
} else if (work === 'classifier') {
  await serve(prediction(net, Number(batch)));
} else {
  const model = nets[net]();
  const images = tf.randomNormal([Number(batch), ...model.inputs[0].shape.slice(1)]);
  await serve(() => tf.tidy(() => model.predict(images, { batchSize: Number(batch) }).dataSync()));
}
