// How well each method finds the digits of the tests' scenes, and how faithful it is to their network.
// After a build: pnpm exec node packages/gradcam/tools/faithfulness.mjs [scenes]
import { readFileSync } from 'node:fs';
import { multiLabelHead } from '@convzoo/core';
import { explainTargets, methods, occlusion, rise } from '@convzoo/gradcam';
import { upsample } from '@convzoo/gradcam/maps';
import {
  averageDrop,
  deletion,
  energyPointingGame,
  insertion,
  pointingGame,
  sparsity,
  zero,
} from '@convzoo/gradcam/metrics';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { digitScenes, side } from '../src/fixtures/digit-scenes.ts';

const scenes = digitScenes(Number(process.argv[2] ?? 25), 'test', 'faithfulness');
const { weights } = JSON.parse(readFileSync(new URL('../src/fixtures/digits.json', import.meta.url), 'utf8'));

await useRuntime('wasm');
const classes = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const net = resnet20({ head: multiLabelHead(classes), width: 0.25, inputShape: [side, side, 1] });
const stateDict = new Map(await net.stateDict());
for (const [key, { shape, data }] of Object.entries(weights)) {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  stateDict.set(key, { dtype: 'float32', shape, data: new Float32Array(bytes.buffer) });
}
net.loadStateDict(stateDict);
const cut = net.lastConv;

const shortened = {
  rise: () => rise({ masks: 500 }),
  occlusion: () => occlusion({ patch: 12, stride: 6 }),
};
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const boxes = scenes.flatMap(({ digits }) => digits.map(({ box }) => box));
const area = mean(boxes.map(({ left, top, right, bottom }) => (right - left) * (bottom - top))) / side ** 2;
console.log(`${scenes.length} scenes; a digit's box takes ${(100 * area).toFixed(1)} % of one\n`);
console.log('| method | pointing game | energy | average drop | deletion | insertion | sparsity |');
console.log('|---|---|---|---|---|---|---|');
for (const method of Object.values({ ...methods, ...shortened }).map((make) => make())) {
  const rows = [];
  for (const { pixels, digits } of scenes) {
    const x = tf.tensor4d(pixels, [1, side, side, 1]);
    const targets = digits.map(({ digit }) => digit);
    const [explanations] = await explainTargets(cut, x, { method, targets });
    for (const [i, explanation] of explanations.entries()) {
      const map = upsample(explanation.map, side, side);
      const evaluated = [cut, x, [explanation]];
      rows.push([
        pointingGame(map, [digits[i].box], 0) ? 1 : 0,
        energyPointingGame(map, [digits[i].box]),
        (await averageDrop(...evaluated)).drop,
        (await deletion(...evaluated, { steps: 16 }))[0].area,
        (await insertion(...evaluated, { steps: 16, baseline: zero }))[0].area,
        sparsity(explanation.map),
      ]);
    }
    x.dispose();
  }
  const figures = rows[0].map((_, column) => mean(rows.map((row) => row[column])).toFixed(2));
  console.log(`| ${method.name} | ${figures.join(' | ')} |`);
}
