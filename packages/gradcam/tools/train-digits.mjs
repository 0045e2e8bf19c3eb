// Trains the small network of the tests on scenes of MNIST digits and writes its weights to
// src/fixtures/digits.json. After a build: pnpm exec node packages/gradcam/tools/train-digits.mjs
import { statSync, writeFileSync } from 'node:fs';
import { multiLabelHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { digitScenes, side } from '../src/fixtures/digit-scenes.ts';

const steps = Number(process.argv[2] ?? 700);
const batch = 24;
const out = new URL('../src/fixtures/digits.json', import.meta.url);

await useRuntime('wasm');
const head = multiLabelHead(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
const net = resnet20({ head, width: 0.25, inputShape: [side, side, 1], seed: 1 });

function tensors(scenes) {
  const pixels = Float32Array.from(scenes.flatMap((scene) => [...scene.pixels]));
  const labels = scenes.flatMap((scene) => [...head.encode(scene.digits.map(({ digit }) => digit))]);
  return [
    tf.tensor4d(pixels, [scenes.length, side, side, 1]),
    tf.tensor2d(labels, [scenes.length, head.units]),
  ];
}

const optimizer = tf.train.adam(0.01);
net.model.compile({ optimizer, loss: (targets, logits) => head.loss(targets, logits) });
const started = Date.now();
for (let step = 1; step <= steps; step++) {
  optimizer.learningRate = 0.005 * (1 + Math.cos((Math.PI * step) / steps)) + 1e-5;
  const [x, y] = tensors(digitScenes(batch, 'train', `train ${step}`));
  const loss = await net.model.trainOnBatch(x, y);
  tf.dispose([x, y]);
  if (step % 50 === 0)
    console.log(`step ${step}: loss ${loss.toFixed(3)}, ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

const [x, y] = tensors(digitScenes(200, 'test', 'accuracy'));
const right = tf.tidy(() =>
  tf.mean(tf.cast(tf.equal(tf.greater(net.logits(x), 0), tf.cast(y, 'bool')), 'float32')),
);
console.log(`labels right on 200 test scenes: ${(100 * right.dataSync()[0]).toFixed(1)} %`);

const weights = {};
for (const [key, { shape, data, dtype }] of await net.stateDict()) {
  if (dtype !== 'float32') continue;
  weights[key] = {
    shape,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
  };
}
const fixture = { writtenBy: 'packages/gradcam/tools/train-digits.mjs', weights };
writeFileSync(out, `${JSON.stringify(fixture)}\n`);
console.log(`${statSync(out).size} bytes`);
