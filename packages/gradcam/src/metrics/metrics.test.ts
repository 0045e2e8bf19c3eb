import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { givenGradient } from '../fixtures/nets.js';
import { explain, type HeatMap, scoreCam } from '../index.js';
import {
  averageDrop,
  blurred,
  deletion,
  energyPointingGame,
  insertion,
  pointingGame,
  road,
  sparsity,
  spearman,
  ssim,
  zero,
} from './index.js';
import { imputePlane } from './linear-imputation.js';

await tf.setBackend('cpu');

function mapOf(rows: readonly (readonly number[])[]): HeatMap {
  return { height: rows.length, width: rows[0]!.length, data: Float32Array.from(rows.flat()) };
}

describe('pointing game', () => {
  const map = mapOf([
    [0, 1, 0, 0],
    [0, 0, 0, 3],
    [-9, 0, 0, 0],
  ]);
  const box = { left: 3, top: 1, right: 4, bottom: 2 };

  test('asks whether the highest place is in a box', () => {
    expect(pointingGame(map, [box], 0)).toBe(true);
    expect(pointingGame(map, [{ ...box, left: 0, right: 3 }], 0)).toBe(false);
    expect(pointingGame(map, [{ ...box, left: 0, right: 3 }], 1)).toBe(true);
    expect(pointingGame(map, [{ ...box, top: 2, bottom: 3 }, box], 0)).toBe(true);
    expect(pointingGame(map, [], 0)).toBe(false);
  });

  test('is lost by a map without positive evidence', () => {
    expect(pointingGame(mapOf([[0, -1]]), [{ left: 0, top: 0, right: 2, bottom: 1 }], 0)).toBe(false);
  });

  test('measures the energy inside', () => {
    expect(energyPointingGame(map, [box])).toBeCloseTo(0.75, 6);
    expect(energyPointingGame(map, [box, { left: 0, top: 0, right: 4, bottom: 3 }])).toBe(1);
    expect(energyPointingGame(mapOf([[-1, 0]]), [box])).toBe(0);
  });
});

describe('sparsity', () => {
  test('is 0 for an even map and one of nothing, and 1 - 1/n where one place has all', () => {
    expect(sparsity(mapOf([[2, 2, 2, 2]]))).toBeCloseTo(0, 6);
    expect(sparsity(mapOf([[0, -3]]))).toBe(0);
    expect(sparsity(mapOf([[0, 0, 5, -1]]))).toBeCloseTo(0.75, 6);
  });
});

describe('spearman', () => {
  test('follows order alone, and shares ranks', () => {
    expect(spearman(Float32Array.of(1, 2, 9), Float32Array.of(0, 5, 6))).toBeCloseTo(1, 10);
    expect(spearman(Float32Array.of(1, 2, 9), Float32Array.of(3, 2, 1))).toBeCloseTo(-1, 10);
    // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5 / √(4.5 · 5).
    expect(spearman(Float32Array.of(1, 4, 4, 7), Float32Array.of(1, 2, 3, 4))).toBeCloseTo(
      4.5 / Math.sqrt(22.5),
      6,
    );
    expect(spearman(Float32Array.of(1, 1), Float32Array.of(1, 2))).toBe(0);
  });
});

describe('ssim', () => {
  const ramp: HeatMap = {
    height: 9,
    width: 8,
    data: Float32Array.from({ length: 72 }, (_, i) => (i % 8) / 7),
  };

  test('is 1 for a map and itself, and less for any other', () => {
    expect(ssim(ramp, ramp)).toBeCloseTo(1, 10);
    expect(ssim(ramp, { ...ramp, data: ramp.data.map((value) => 1 - value) })).toBeLessThan(0);
  });

  test('has the value of the formula for constants', () => {
    const flat = (value: number): HeatMap => ({ height: 2, width: 2, data: new Float32Array(4).fill(value) });
    const expected = (2 * 0.5 * 0.25 + 1e-4) / (0.25 + 0.0625 + 1e-4);
    expect(ssim(flat(0.5), flat(0.25))).toBeCloseTo(expected, 8);
  });
});

describe('linear imputation', () => {
  test('solves the equations: each removed place is the weighted mean of its neighbors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 2, max: 9 }),
        fc.nat(),
        (height, width, seed) => {
          const random = tf
            .randomUniform([2, height * width], 0, 1, 'float32', seed)
            .arraySync() as number[][];
          const plane = Float64Array.from(random[0]!);
          const removed = Uint8Array.from(random[1]!, (value, place) => (place > 0 && value < 0.7 ? 1 : 0));
          const filled = imputePlane(plane, removed, height, width);
          for (const [place, value] of filled.entries()) {
            if (removed[place] === 0) expect(value).toBe(plane[place]);
            else expect(value).toBeCloseTo(meanOfNeighbors(filled, place, height, width), 4);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('continues a plane that rises evenly', () => {
    const plane = Float64Array.from({ length: 81 }, (_, i) => Math.floor(i / 9) + 2 * (i % 9));
    const inner = Uint8Array.from(plane, (_, i) => (i % 9 > 1 && i % 9 < 7 && i > 17 && i < 63 ? 1 : 0));
    imputePlane(plane, inner, 9, 9).forEach((value, i) => {
      expect(value).toBeCloseTo(plane[i]!, 4);
    });
  });
});

function meanOfNeighbors(values: Float64Array, place: number, height: number, width: number): number {
  const [row, column] = [Math.floor(place / width), place % width];
  let [sum, weights] = [0, 0];
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
      if (y === row && x === column) continue;
      const weight = y === row || x === column ? 2 : 1;
      sum += weight * values[y * width + x]!;
      weights += weight;
    }
  }
  return sum / weights;
}

test('the blurred baseline keeps flat images and the mean of a spot', () => {
  const flat = tf.fill<tf.Rank.R4>([1, 20, 20, 2], 3);
  expect(tf.max(tf.abs(tf.sub(blurred(flat), 3))).arraySync()).toBeLessThan(1e-5);
  const spot = tf.pad(tf.ones<tf.Rank.R4>([1, 1, 1, 1]), [
    [0, 0],
    [15, 15],
    [15, 15],
    [0, 0],
  ]);
  const spread = blurred(spot);
  expect(tf.sum(spread).arraySync()).toBeCloseTo(1, 4);
  expect(tf.max(spread).arraySync()).toBeLessThan(0.02);
});

describe('metrics tell a true map from a false one', () => {
  // The score reads the left half of the image alone.
  const left = tf.concat([tf.ones([8, 4, 1]), tf.zeros([8, 4, 1])], 1);
  const cut = { ...givenGradient(tf.reshape(left, [8, 8, 1])), kind: 'multi-label' as const };
  const x = tf.randomUniform<tf.Rank.R4>([2, 8, 8, 1], 0.05, 0.15, 'float32', 4);

  async function judged(truth: boolean) {
    const explanations = (await explain(cut, x, { target: 0 })).map((explanation) => ({
      ...explanation,
      map: mapOf(Array.from({ length: 8 }, () => [1, 1, 1, 1, 0, 0, 0, 0].map((v) => (truth ? v : 1 - v)))),
    }));
    const before = tf.memory().numTensors;
    const result = {
      drop: await averageDrop(cut, x, explanations),
      deletion: await deletion(cut, x, explanations, { steps: 8 }),
      insertion: await insertion(cut, x, explanations, { steps: 8, baseline: zero }),
      road: await road(cut, x, explanations, { percentages: [25, 50] }),
    };
    expect(tf.memory().numTensors).toBe(before);
    return result;
  }

  test('average drop, deletion, insertion and ROAD', async () => {
    const [right, wrong] = [await judged(true), await judged(false)];
    expect(right.drop.drop).toBeCloseTo(0, 5);
    expect(wrong.drop.drop).toBeGreaterThan(0.1);
    expect(right.deletion[0]!.area).toBeLessThan(wrong.deletion[0]!.area - 0.05);
    expect(right.insertion[0]!.area).toBeGreaterThan(wrong.insertion[0]!.area + 0.05);
    const score = right.drop.images[0]!.before;
    expect(right.deletion[0]!.scores[0]).toBeCloseTo(score, 6);
    expect(right.insertion[0]!.scores.at(-1)).toBeCloseTo(score, 6);
    expect(right.road[1]!.leastRelevantFirst[1]).toBeCloseTo(right.drop.images[1]!.before, 2);
    expect(right.road[0]!.combined).toBeCloseTo(-wrong.road[0]!.combined, 1);
  });

  test('deletion ends where insertion from the same baseline begins', async () => {
    const explanations = await explain(cut, x, { target: 0, method: scoreCam() });
    const deleted = await deletion(cut, x, explanations, { baseline: blurred });
    const inserted = await insertion(cut, x, explanations);
    expect(deleted[0]!.scores.at(-1)).toBeCloseTo(inserted[0]!.scores[0]!, 6);
  });
});
