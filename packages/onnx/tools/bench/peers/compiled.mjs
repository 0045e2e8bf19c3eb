/** Our compiled models: `compiled.mjs <float|int8> <net> <batch>`. */
import { registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
import { compile, quantize } from '../../../dist/index.js';
import { nets } from '../nets.mjs';
import { serve } from './serve.mjs';

const [form, net, batch] = process.argv.slice(2);
registerOnnxRuntimeBackend();
await tf.setBackend('onnxruntime');

const random = (images) => Float32Array.from({ length: images * 3 * 224 * 224 }, () => Math.random() * 4 - 2);
const network = nets[net]();
const compiled =
  form === 'int8'
    ? await compile((await quantize(network, { calibration: [random(4)] })).model)
    : await compile(network, { batch: Number(batch) });
network.dispose();
const images = random(Number(batch));
await serve(() => compiled.run(images));
