/**
 * What it gains that the images of a batch go through the early layers of a compiled classifier in pairs: the time of
 * the classifier against that of its layers, which are compiled for all images at once. Both run in turn, and the fastest
 * run of each counts.
 *
 *   node packages/onnx/tools/pairs-speed.mjs [seconds=30]
 */
import { multiClassHead } from '@convzoo/core';
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
    const net = build({ head: multiClassHead(imagenetClasses) });
    const paired = await compile(net, { batch });
    const whole = await compile(net.model, { batch });
    const images = Float32Array.from({ length: batch * IMAGE }, (_, i) => Math.sin(i));
    const times = { paired: [], whole: [] };
    const end = performance.now() + 1000 * seconds;
    while (performance.now() < end) {
      times.paired.push(time(paired, images));
      times.whole.push(time(whole, images));
    }
    const ratio = Math.min(...times.paired) / Math.min(...times.whole);
    const runs = times.whole.length;
    console.log(`${net.architecture.name}, batch ${batch}: ${ratio.toFixed(3)} of the time (${runs} runs)`);
    for (const it of [paired, whole, net]) it.dispose();
  }
}
