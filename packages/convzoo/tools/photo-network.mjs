// A ResNet-20 that tells five photographs apart by their crops, for the pictures of the documentation.
//
// The folder holds one photograph for each subject, named after it: cat.png (chelsea), coffee.png, rocket.jpg,
// astronaut.png from scikit-image's data folder, and flower.jpg from scikit-learn's.
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { multiClassHead } from '@convzoo/core';
import { preprocessingFor } from '@convzoo/core/preprocess';
import { createDataset, decodeImage } from '@convzoo/data';
import { augmentations } from '@convzoo/data/augment';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { train } from '@convzoo/train';

const side = 64;

/** Trains the network on the photographs of a folder; `viewer(size)` is the trained network for larger images. */
export async function photoNetwork(folder) {
  await useRuntime('auto');
  const files = (await readdir(folder)).sort();
  const classes = files.map((file) => parse(file).name);
  const photos = await Promise.all(files.map((file) => decodeImage(join(folder, file))));
  const network = { width: 1, stem: 'cifar', head: multiClassHead(classes), seed: 1 };
  const learner = resnet20({ ...network, inputShape: [side, side] });
  const samples = photos.flatMap((photo, label) =>
    Array.from({ length: 64 }, (_, i) => ({ id: `${classes[label]}/${i}`, label, load: async () => photo })),
  );
  await train(learner, createDataset(classes, samples), {
    epochs: 12,
    batchSize: 32,
    augmentation: augmentations.color([side, side]),
    onEpoch: ({ epoch, loss }) => console.log(`epoch ${epoch + 1}: loss ${loss.toFixed(3)}`),
  });
  const weights = await learner.stateDict();
  const viewer = (size) =>
    resnet20({
      ...network,
      inputShape: [size, size],
      preprocessing: { ...preprocessingFor([size, size, 3]), resize: [size, size] },
      weights,
    });
  return { photo: (name) => photos[classes.indexOf(name)], viewer };
}
