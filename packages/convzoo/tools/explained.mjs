// Draws docs/pictures/explained.jpg: a montage of photographs, and what in it speaks for two of their subjects.
//
//   node packages/convzoo/tools/explained.mjs FOLDER
//
// FOLDER holds one photograph for each subject, named after it: cat.png, coffee.png, rocket.jpg, astronaut.png from
// scikit-image's data folder, and flower.jpg from scikit-learn's.
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { multiClassHead } from '@convzoo/core';
import { preprocessingFor, resizePixels } from '@convzoo/core/preprocess';
import { createDataset, decodeImage } from '@convzoo/data';
import { augmentations } from '@convzoo/data/augment';
import { sideBySide, toPicture } from '@convzoo/gradcam/overlay';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { train } from '@convzoo/train';
import sharp from 'sharp';
import { explainImage } from '../dist/index.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node packages/convzoo/tools/explained.mjs FOLDER');
await useRuntime('auto');

const files = (await readdir(folder)).sort();
const classes = files.map((file) => parse(file).name);
const photos = await Promise.all(files.map((file) => decodeImage(join(folder, file))));

// A network for crops: each photograph many times, another part of it each time.
const side = 64;
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

/** Four photographs as the quarters of one. */
function montage(quarters, size) {
  const data = new Uint8Array(size * size * 3);
  const half = size / 2;
  quarters.forEach((photo, i) => {
    const { width, height } = photo;
    const shorter = Math.min(width, height);
    const scaled = resizePixels(
      photo,
      [Math.round((height * half) / shorter), Math.round((width * half) / shorter)],
      {
        interpolation: 'bilinear',
      },
    );
    const [top, left] = [Math.floor((scaled.height - half) / 2), Math.floor((scaled.width - half) / 2)];
    for (let y = 0; y < half; y++) {
      const row = ((top + y) * scaled.width + left) * 3;
      const place = ((Math.floor(i / 2) * half + y) * size + (i % 2) * half) * 3;
      data.set(scaled.data.subarray(row, row + half * 3), place);
    }
  });
  return { data, width: size, height: size, channels: 3 };
}

const size = 320;
const picture = montage(
  ['cat', 'coffee', 'rocket', 'flower'].map((name) => photos[classes.indexOf(name)]),
  size,
);
const viewer = resnet20({
  ...network,
  inputShape: [size, size],
  preprocessing: { ...preprocessingFor([size, size, 3]), resize: [size, size] },
  weights: await learner.stateDict(),
});
const overlays = [];
for (const target of ['cat', 'coffee']) {
  const why = await explainImage(viewer, picture, { target });
  console.log(`${target}: logit ${why.score.toFixed(2)}`);
  overlays.push(why.overlay());
}
const { data, width, height, channels } = sideBySide([toPicture(picture), ...overlays]);
const out = fileURLToPath(new URL('../../../docs/pictures/explained.jpg', import.meta.url));
await sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 85 }).toFile(out);
console.log(out);
