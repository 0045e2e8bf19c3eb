import { randomNumbers } from '@convzoo/core/random';
import { expect, test } from 'vitest';
import { type BatchMix, cutmix, mixup } from './mix.js';

/** Image i is filled with i, and its target is 1 in column i. */
const batch = {
  inputs: Float32Array.from({ length: 4 * 6 * 5 * 2 }, (_, i) => Math.floor(i / 60)),
  inputShape: [6, 5, 2] as const,
  targets: Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)),
};

test.each<[string, BatchMix]>([
  ['mixup', mixup(0.4)],
  ['cutmix', cutmix(1)],
])('%s gives each target the share that its image has', (_, mix) => {
  for (let seed = 0; seed < 20; seed++) {
    const { inputs, targets } = mix(batch, randomNumbers(`${seed}`));
    for (let row = 0; row < 4; row++) {
      const own = targets[row * 4 + row]!;
      const other = targets[row * 4 + 3 - row]!;
      expect(own + other).toBeCloseTo(1, 6);
      const mean = inputs.subarray(row * 60, (row + 1) * 60).reduce((sum, value) => sum + value) / 60;
      expect(mean).toBeCloseTo(own * row + other * (3 - row), 4);
    }
  }
});

test('the share of mixup varies from batch to batch', () => {
  const shares = Array.from(
    { length: 50 },
    (_, seed) => mixup(0.2)(batch, randomNumbers(`${seed}`)).targets[0]!,
  );
  expect(new Set(shares).size).toBeGreaterThan(40);
  expect(Math.min(...shares)).toBeLessThan(0.2);
  expect(Math.max(...shares)).toBeGreaterThan(0.8);
});
