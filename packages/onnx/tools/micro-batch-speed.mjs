/**
 * What micro-batching the early layers of a compiled classifier gains: its time beside that of the same
 * layers compiled for the whole batch. Both run in turn, and the fastest run of each counts.
 *
 * node packages/onnx/tools/micro-batch-speed.mjs [seconds=30]
 */
import { multiClassHead } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { resnet18, resnet34, resnet50 } from '@convzoo/resnet';
import { registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
import { compile } from '../dist/index.js';

const seconds = Number(process.argv[2] ?? 30);
const IMAGE = 224 * 224 * 3;

async function time(compiled, images) {
  const start = performance.now();
  await compiled.run(images);
  return performance.now() - start;
}

registerOnnxRuntimeBackend();
await tf.setBackend('onnxruntime');
for (const build of [resnet18, resnet34, resnet50]) {
  for (const batch of [8, 16]) {
    const net = build({ head: multiClassHead(imagenetClasses) });
    const micro = await compile(net, { batch });
    const whole = await compile(net.model, { batch });
    const images = Float32Array.from({ length: batch * IMAGE }, (_, i) => Math.sin(i));
    const times = { micro: [], whole: [] };
    const end = performance.now() + 1000 * seconds;
    while (performance.now() < end) {
      times.micro.push(await time(micro, images));
      times.whole.push(await time(whole, images));
    }
    const ratio = Math.min(...times.micro) / Math.min(...times.whole);
    const runs = times.whole.length;
    console.log(`${net.architecture.name}, batch ${batch}: ${ratio.toFixed(3)} of the time (${runs} runs)`);
    for (const it of [micro, whole, net]) it.dispose();
  }
}
