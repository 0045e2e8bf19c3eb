/** Our compiled models: `compiled.mjs <float|int8> <net> <batch>`. */
import * as tf from '@tensorflow/tfjs-core';
import { compile, compileModel, quantize, registerOnnxRuntimeBackend } from '../../../dist/index.js';
import { nets } from '../nets.mjs';
import { serve } from './serve.mjs';

const [form, net, batch] = process.argv.slice(2);
registerOnnxRuntimeBackend();
await tf.setBackend('onnxruntime');

const random = (images) => Float32Array.from({ length: images * 3 * 224 * 224 }, () => Math.random() * 4 - 2);
const network = nets[net]();
const compiled =
  form === 'int8'
    ? compileModel((await quantize(network, { calibration: [random(4)] })).model)
    : await compile(network, { batch: Number(batch) });
network.dispose();
const images = random(Number(batch));
await serve(() => compiled.predict(images));
