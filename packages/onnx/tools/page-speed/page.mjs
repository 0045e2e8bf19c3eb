// The page that tools/page-speed/index.mjs opens.
import { alexnet } from '@convzoo/alexnet';
import { multiClassHead } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { compile } from '@convzoo/onnx';
import { resnet18, resnet50 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { vgg11 } from '@convzoo/vgg';
import { getThreadsCount, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';

const builders = { alexnet, resnet18, resnet50, vgg11 };
let runs;

/** Opens a network on TF.js's wasm and compiles it; what each of them runs on. */
export async function open(network, { batch, threads }) {
  if (crossOriginIsolated) setThreadsCount(threads);
  await useRuntime('wasm');
  const net = builders[network]({ head: multiClassHead(imagenetClasses), seed: 1 });
  const start = performance.now();
  const compiled = await compile(net, { providers: ['wasm'], threads });
  const compileMs = performance.now() - start;
  const [height, width, channels] = net.architecture.inputShape;
  const images = Float32Array.from({ length: batch * height * width * channels }, (_, i) => Math.sin(i));
  runs = { tfjs: () => net.logits(images), compiled: () => compiled.logits(images) };
  return { compileMs, tfjsThreads: crossOriginIsolated ? getThreadsCount() : 1, engine: compiled.engine };
}

/** Milliseconds of one run. */
export async function time(which) {
  const start = performance.now();
  await runs[which]();
  return performance.now() - start;
}
