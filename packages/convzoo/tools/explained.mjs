// Draws docs/pictures/explained.jpg: a montage of photographs, and what in it speaks for two of their subjects.
//
//   node packages/convzoo/tools/explained.mjs FOLDER
//
// The folder is described in photo-network.mjs.
import { fileURLToPath } from 'node:url';
import { sideBySide, toPicture } from '@convzoo/gradcam/overlay';
import sharp from 'sharp';
import { explainImage } from '../dist/index.js';
import { montage } from './montage.mjs';
import { photoNetwork } from './photo-network.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node packages/convzoo/tools/explained.mjs FOLDER');
const { photo, viewer } = await photoNetwork(folder);

const size = 320;
const picture = montage(['cat', 'coffee', 'rocket', 'flower'].map(photo), size);
const network = viewer(size);
const overlays = [];
for (const target of ['cat', 'coffee']) {
  const why = await explainImage(network, picture, { target });
  console.log(`${target}: logit ${why.score.toFixed(2)}`);
  overlays.push(why.overlay());
}
const { data, width, height, channels } = sideBySide([toPicture(picture), ...overlays]);
const out = fileURLToPath(new URL('../../../docs/pictures/explained.jpg', import.meta.url));
await sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 85 }).toFile(out);
console.log(out);
