/**
 * Milliseconds to resize a photo of 640 x 480 as ImageNet's networks want it, in JavaScript and in
 * WebAssembly, and to preprocess it; medians of runs that take turns:
 *
 *   pnpm --filter @convzoo/core build && node packages/core/tools/preprocessing-speed.mjs [runs]
 */
import { imagenetPreprocessing, preprocess } from '../dist/preprocess/index.js';
import { resampleTaps } from '../dist/preprocess/resample.js';
import { resampleWithSimd } from '../dist/preprocess/resample-simd.js';
import { resample } from '../dist/preprocess/resize.js';

const [width, height] = [640, 480];
const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251);
const image = { data, width, height, channels: 3 };
const across = resampleTaps(width, 341, { start: 58, end: 282 }, 'bilinear');
const down = resampleTaps(height, 256, { start: 16, end: 240 }, 'bilinear');

const works = {
  'resize in JavaScript': () => resample(image, across, down),
  'resize in WebAssembly': () => resampleWithSimd(image, across, down),
  preprocess: () => preprocess(image, imagenetPreprocessing),
};
const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
for (let run = 0; run < Number(process.argv[2] ?? 200); run++) {
  for (const [name, work] of Object.entries(works)) {
    const start = performance.now();
    work();
    times[name].push(performance.now() - start);
  }
}
for (const [name, all] of Object.entries(times)) {
  const median = all.sort((a, b) => a - b)[all.length >> 1];
  console.log(`${name.padEnd(24)}${median.toFixed(2)} ms`);
}
