import { describe, expect, test } from 'vitest';
import { randomNumbers } from '../random.js';
import { draw, heNormal, normal, torchDefault, uniform, type WeightInfo } from './distributions.js';

const kernel: WeightInfo = {
  layer: 'conv',
  layerKind: 'conv',
  role: 'kernel',
  shape: [3, 3, 64, 128],
  fanIn: 576,
  fanOut: 1152,
};
const size = 3 * 3 * 64 * 128;

function moments(values: Float32Array): { mean: number; std: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

describe('draw', () => {
  test('He’s normal has its full standard deviation: it is not truncated', () => {
    const { mean, std } = moments(draw(heNormal(kernel)!, size, 'a'));
    const expected = Math.sqrt(2 / 1152);
    expect(Math.abs(std / expected - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean)).toBeLessThan(expected / 50);
    const tails = draw(normal(1), size, 'a').filter((v) => Math.abs(v) > 2).length / size;
    expect(tails).toBeGreaterThan(0.04);
    expect(tails).toBeLessThan(0.05);
  });

  test('uniform fills its range and stays in it', () => {
    const values = draw(uniform(0.5), size, 'a');
    expect(Math.max(...values)).toBeLessThanOrEqual(0.5);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.5);
    expect(moments(values).std).toBeCloseTo(1 / Math.sqrt(12), 2);
    expect(torchDefault(kernel)).toEqual(uniform(1 / 24));
  });

  test('a seed gives its own stream', () => {
    expect(draw(normal(1), 4, 'a')).toEqual(draw(normal(1), 4, 'a'));
    expect(draw(normal(1), 4, 'a')).not.toEqual(draw(normal(1), 4, 'b'));
    expect(draw(normal(1), 3, 'a')).toEqual(draw(normal(1), 4, 'a').subarray(0, 3));
  });
});

test('random numbers are uniform and streams of neighboring seeds are unrelated', () => {
  const a = randomNumbers('1');
  const b = randomNumbers('2');
  const n = 20_000;
  let product = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = a();
    sum += value;
    product += (value - 0.5) * (b() - 0.5);
  }
  expect(sum / n).toBeCloseTo(0.5, 2);
  expect(Math.abs((product / n) * 12)).toBeLessThan(0.03);
});
