/** Photos to labels, `photos.mjs <stream|decode|inference> <folder>`: what `convzoo classify` does, or a part of it. */
import { softmaxHead, useRuntime } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { resnet18 } from '@convzoo/resnet';
import { classifyFiles, engineFor } from '../../../../cli/dist/classify-files.js';
import { decodeImages, listImages, preprocessImages } from '../../../../data/dist/index.js';
import { onnxRuntime } from '../../../dist/index.js';
import { BATCH } from '../photos-model.mjs';
import { serve } from './serve.mjs';

const [work, folder] = process.argv.slice(2);
const paths = await listImages([folder]);
const runtime = await useRuntime('onnxruntime', { adapters: [onnxRuntime] });
const engine = await engineFor(resnet18({ head: softmaxHead(imagenetClasses) }), runtime.name);
const decoding = { top: 5 };

async function stream() {
  const onError = (error) => {
    throw error;
  };
  const { signal } = new AbortController();
  for await (const _ of classifyFiles(engine, paths, { batch: BATCH, decoding, onError, signal }));
}

async function decode() {
  for await (const _ of decodeImages(paths, { concurrency: 2 * BATCH }));
}

/** The network alone, on the first images again and again. */
async function inference() {
  const size = engine.preprocessing.crop.reduce((product, length) => product * length, 3);
  const inputs = new Float32Array(BATCH * size);
  let filled = 0;
  for await (const { input } of preprocessImages(paths.slice(0, BATCH), engine.preprocessing)) {
    inputs.set(input, size * filled++);
  }
  return () => {
    for (let done = 0; done < paths.length; done += BATCH) {
      engine.classify(inputs.subarray(0, size * Math.min(BATCH, paths.length - done)), decoding);
    }
  };
}

await serve(work === 'stream' ? stream : work === 'decode' ? decode : await inference());
