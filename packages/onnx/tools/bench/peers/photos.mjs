/**
 * Photos to labels, `photos.mjs <stream|stream-int8|decode|inference> <folder>`: what `convzoo classify`
 * does, or a part of it.
 */
import { multiClassHead } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { resnet18 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { classifyFiles } from '../../../../convzoo/dist/cli/classify-files.js';
import { defaultBatch as BATCH } from '../../../../convzoo/dist/cli/defaults.js';
import { decodeImages, listImages, preprocessImages } from '../../../../data/dist/index.js';
import { compile, quantize } from '../../../dist/index.js';
import { serve } from './serve.mjs';

const [work, folder] = process.argv.slice(2);
const paths = await listImages([folder]);
await useRuntime('onnxruntime');
const classifier = resnet18({ head: multiClassHead(imagenetClasses) });
const compiled = work === 'stream-int8' ? await inInt8() : await compile(classifier, { batch: BATCH });
const { head, preprocessing } = compiled;
const engine = { head, preprocessing, classifyInputs };
const decoding = { top: 5 };

/** Calibrated with some of the photos, as `convzoo export --int8` does. */
async function inInt8() {
  const calibration = [];
  for await (const { input } of preprocessImages(paths.slice(0, 4 * BATCH), classifier.preprocessing)) {
    calibration.push(input);
  }
  const { encode } = await quantize(classifier, { calibration });
  return compile(encode());
}

async function classifyInputs(images, options) {
  const scores = await compiled.predict(images);
  return Array.from({ length: scores.length / head.units }, (_, i) =>
    head.decode(scores.slice(i * head.units, (i + 1) * head.units), options),
  );
}

async function stream() {
  const onError = (error) => {
    throw error;
  };
  const { signal } = new AbortController();
  const labels = [];
  for await (const group of classifyFiles(engine, paths, { batch: BATCH, decoding, onError, signal })) {
    labels.push(...group.map(({ predictions: [best] }) => best.label));
  }
  return labels;
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
  return async () => {
    for (let done = 0; done < paths.length; done += BATCH) {
      await engine.classifyInputs(inputs.subarray(0, size * Math.min(BATCH, paths.length - done)), decoding);
    }
  };
}

await serve(work.startsWith('stream') ? stream : work === 'decode' ? decode : await inference());
