import { expect, test } from 'vitest';
import { bytesOf, heatBytes, valuesOf } from './byte-map.js';
import { proportion } from './proportion.js';

test('a multiple is found exactly, anything else leaves a difference', () => {
  expect(proportion([1, -2, 4], [0.5, -1, 2])).toEqual({ factor: 0.5, residual: 0 });
  // Least squares: (1*1 + 1*3) / 2 = 2, which misses 3 by 1.
  expect(proportion([1, 1], [1, 3])).toEqual({ factor: 2, residual: 1 / 3 });
  expect(proportion([0, 0], [0, 0])).toEqual({ factor: 0, residual: 0 });
});

test('maps keep their positive part in 8 bits', () => {
  const heat = heatBytes({ height: 2, width: 2, data: Float32Array.from([-3, 0, 1, 2]) });
  expect([...valuesOf(heat)]).toEqual([0, 0, 128, 255]);
  const none = heatBytes({ height: 1, width: 2, data: Float32Array.from([-1, -2]) });
  expect([...valuesOf(none)]).toEqual([0, 0]);
  expect([...valuesOf(bytesOf({ data: Uint8Array.of(7, 9), height: 1, width: 2 }))]).toEqual([7, 9]);
});
