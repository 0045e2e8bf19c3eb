/**
 * What it gains that the images of a batch go through the early layers of a compiled classifier in pairs: the time of
 * the classifier against that of its layers, which are compiled for all images at once, in turn.
 *
 *   node packages/onnx/tools/pairs-speed.mjs [seconds=30]
 */
import { softmaxHead } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { resnet18, resnet34, resnet50 } from '@convzoo/resnet';
import * as tf from '@tensorflow/tfjs-core';
import { compile, registerOnnxRuntimeBackend } from '../dist/index.js';

const seconds = Number(process.argv[2] ?? 30);
const IMAGE = 224 * 224 * 3;

function time(compiled, images) {
  const start = performance.now();
  compiled.predict(images);
  return performance.now() - start;
}

registerOnnxRuntimeBackend();
await tf.setBackend('onnxruntime');
for (const build of [resnet18, resnet34, resnet50]) {
  for (const batch of [8, 16]) {
    const net = build({ head: softmaxHead(imagenetClasses) });
    const paired = await compile(net, { batch });
    const whole = await compile(net.model, { batch });
    const images = Float32Array.from({ length: batch * IMAGE }, (_, i) => Math.sin(i));
    const ratios = [];
    const end = performance.now() + 1000 * seconds;
    for (let round = 0; performance.now() < end; round++) {
      const pairedFirst = round % 2 === 0;
      const first = time(pairedFirst ? paired : whole, images);
      const second = time(pairedFirst ? whole : paired, images);
      ratios.push(pairedFirst ? first / second : second / first);
    }
    const median = ratios.toSorted((a, b) => a - b)[ratios.length >> 1];
    console.log(
      `${net.architecture.name}, batch ${batch}: ${median.toFixed(3)} of the time (${ratios.length} rounds)`,
    );
    for (const it of [paired, whole, net]) it.dispose();
  }
}
