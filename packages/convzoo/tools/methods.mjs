// Draws docs/pictures/methods.jpg: every method of @convzoo/gradcam on one montage, asked for the cat.
//
//   node packages/convzoo/tools/methods.mjs FOLDER
//
// The folder is described in photo-network.mjs.
import { fileURLToPath } from 'node:url';
import { methods } from '@convzoo/gradcam';
import sharp from 'sharp';
import { explainImage } from '../dist/index.js';
import { montage } from './montage.mjs';
import { photoNetwork } from './photo-network.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node packages/convzoo/tools/methods.mjs FOLDER');
const { photo, viewer } = await photoNetwork(folder);

const size = 160;
const picture = montage(['cat', 'coffee', 'rocket', 'flower'].map(photo), size);
const network = viewer(size);
const columns = 5;
const caption = 26;
const gap = 8;
const [across, down] = [size + gap, size + caption + gap];
const tiles = [{ name: 'the image', pixels: picture }];
for (const method of Object.keys(methods)) {
  const why = await explainImage(network, picture, { target: 'cat', method });
  tiles.push({ name: method, pixels: why.overlay() });
  console.log(method);
}
const rows = Math.ceil(tiles.length / columns);
const text = (name, i) =>
  `<text x="${(i % columns) * across + size / 2}" y="${Math.floor(i / columns) * down + size + 18}">${name}</text>`;
const captions = `<svg xmlns="http://www.w3.org/2000/svg" width="${columns * across}" height="${rows * down}">
<style>text { font: 14px sans-serif; text-anchor: middle; fill: #222 }</style>${tiles.map(({ name }, i) => text(name, i)).join('')}</svg>`;
const out = fileURLToPath(new URL('../../../docs/pictures/methods.jpg', import.meta.url));
await sharp({
  create: { width: columns * across, height: rows * down, channels: 3, background: '#fff' },
})
  .composite([
    ...tiles.map(({ pixels: { data, width, height, channels } }, i) => ({
      input: Buffer.from(data),
      raw: { width, height, channels },
      left: (i % columns) * across,
      top: Math.floor(i / columns) * down,
    })),
    { input: Buffer.from(captions), left: 0, top: 0 },
  ])
  .jpeg({ quality: 82 })
  .toFile(out);
console.log(out);
