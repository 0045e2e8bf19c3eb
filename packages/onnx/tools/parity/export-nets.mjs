/**
 * Writes networks as ONNX, with an input and the logits that TF.js's cpu backend gives: `export-nets.mjs
 * <folder>`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { exportOnnx } from '../../dist/index.js';
import { nets } from '../bench/nets.mjs';

const [folder] = process.argv.slice(2);
await tf.setBackend('cpu');
for (const name of ['resnet20', 'alexnet']) {
  const model = nets[name]();
  const images = tf.randomUniform([2, ...model.inputs[0].shape.slice(1)]);
  const logits = model.predict(images);
  writeFileSync(join(folder, `${name}.onnx`), await exportOnnx(model));
  writeFileSync(join(folder, `${name}.images`), await images.data());
  writeFileSync(join(folder, `${name}.logits`), await logits.data());
}
