/**
 * How far compiled networks, which use Winograd convolutions, are from the same networks as ONNX Runtime runs
 * their exported files: the root mean square of the difference of their logits, relative to that of the
 * logits, over a batch of eight random images.
 *
 * node packages/onnx/tools/compiled-accuracy.mjs [NET...]
 */
import { registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
import { compile, exportOnnx } from '../dist/index.js';
import { nets } from './bench/nets.mjs';

const BATCH = 8;
const names = process.argv.slice(2);
registerOnnxRuntimeBackend();
await tf.setBackend('onnxruntime');

const rootMeanSquare = (values) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

for (const name of names.length > 0 ? names : Object.keys(nets)) {
  const network = nets[name]();
  const images = Float32Array.from({ length: BATCH * 3 * 224 * 224 }, () => Math.random() * 4 - 2);
  const plain = await compile(await exportOnnx(network));
  const expected = await plain.run(images);
  plain.dispose();
  for (const batch of [undefined, BATCH]) {
    const compiled = await compile(network, { batch });
    const difference = (await compiled.run(images)).map((logit, i) => logit - expected[i]);
    const error = rootMeanSquare(difference) / rootMeanSquare(expected);
    console.log(name.padEnd(12), `batch ${batch ?? 'any'}`.padEnd(10), error.toExponential(1));
    compiled.dispose();
  }
  network.dispose();
}
