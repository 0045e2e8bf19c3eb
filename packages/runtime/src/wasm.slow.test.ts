import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { differenceFromCpu } from './fixtures/difference-from-cpu.js';
import { networks, train } from './fixtures/networks.js';
import { wasm } from './wasm.js';

beforeAll(() => wasm.start());

it.each(Object.entries(networks))('trains on wasm as on cpu: %s', async (_, network) => {
  const { error, leaked } = await differenceFromCpu('wasm', () => train(network));
  expect(error).toBeLessThan(1e-4);
  expect(leaked).toBe(0);
});

it.each(Object.entries(networks))('learns: %s', async (_, network) => {
  await tf.setBackend('wasm');
  const results = tf.tidy(() => train(network));
  const [first, last] = [results[0]!.dataSync()[0]!, results[3]!.dataSync()[0]!];
  tf.dispose(results);
  expect(last).toBeLessThan(first);
});
