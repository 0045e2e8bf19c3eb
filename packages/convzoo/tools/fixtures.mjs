// Draws the pictures of fixtures/ and trains the network that the README's examples open.
//
//   node packages/convzoo/tools/fixtures.mjs
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { multiClassHead } from '@convzoo/core';
import { createDataset } from '@convzoo/data';
import { encodePng } from '@convzoo/gradcam/overlay';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { train } from '@convzoo/train';
import { modelOf } from '../dist/pretrained.js';

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));
const side = 32;

/** Whether a point, in units of the shape's radius, lies in the shape. */
const shapes = {
  disc: (x, y) => Math.hypot(x, y) < 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.85,
  triangle: (x, y) => y < 0.8 && Math.abs(x) < (y + 1) / 1.8,
  ring: (x, y) => Math.hypot(x, y) < 1 && Math.hypot(x, y) > 0.55,
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.3 && Math.max(Math.abs(x), Math.abs(y)) < 1,
};

let state = 1;
const random = () => {
  state = Math.imul(state, 1664525) + 1013904223;
  return (state >>> 8) / 2 ** 24;
};

/** A noisy background with shapes of colors of their own. */
function draw(width, ...placed) {
  const data = new Uint8Array(width * side * 3).map(() => 90 + 50 * random());
  for (const { shape, centerX, centerY, radius } of placed) {
    const color = [random(), random(), random()].map((value) =>
      value < 0.5 ? 40 * value : 215 + 40 * value,
    );
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < width; x++) {
        if (shapes[shape]((x - centerX) / radius, (y - centerY) / radius))
          data.set(color, 3 * (y * width + x));
      }
    }
  }
  return { data, width, height: side, channels: 3 };
}

function drawOne(shape) {
  const radius = 5 + 5 * random();
  const center = () => radius + (side - 2 * radius) * random();
  return draw(side, { shape, centerX: center(), centerY: center(), radius });
}

async function write(name, pixels) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), encodePng(pixels));
}

await rm(folder, { recursive: true, force: true });
await useRuntime('wasm');

const classes = ['disc', 'square', 'triangle'];
const samples = Array.from({ length: 600 }, (_, i) => {
  const label = classes[i % 3];
  const pixels = drawOne(label);
  return { id: `${i}`, label, load: async () => pixels };
});
const classifier = resnet20({ head: multiClassHead(classes), width: 0.25, seed: 1 });
await train(classifier, createDataset(classes, samples), {
  epochs: 12,
  batchSize: 32,
  seed: 1,
  onEpoch: ({ epoch, loss }) => console.log(`epoch ${epoch + 1}: loss ${loss.toFixed(3)}`),
});
const model = modelOf(classifier, {
  name: 'shapes',
  training: { images: samples.length, epochs: 12, seed: 1 },
});
await model.save(join(folder, 'shapes'));
model.dispose();

await write('triangle.png', drawOne('triangle'));
await write(
  'disc-and-square.png',
  draw(
    side,
    { shape: 'disc', centerX: 8, centerY: 16, radius: 6 },
    { shape: 'square', centerX: 24, centerY: 16, radius: 6 },
  ),
);
for (const shape of ['ring', 'cross']) {
  for (let i = 0; i < 16; i++) await write(`photos/${shape}/${i}.png`, drawOne(shape));
}
