import { beforeAll, expect, it } from 'vitest';
import { differenceFromCpu } from './fixtures/difference-from-cpu.js';
import { networks, train } from './fixtures/networks.js';
import { useRuntime } from './use-runtime.js';

beforeAll(() => useRuntime('onnxruntime'));

it('is found by name, without an adapter', async () => {
  const { name, backend, versions } = await useRuntime('onnxruntime');
  expect({ name, backend }).toEqual({ name: 'onnxruntime', backend: 'onnxruntime' });
  expect(versions['onnxruntime-node']).toMatch(/^1\./);
});

it.each(Object.entries(networks))('trains as on cpu: %s', async (_, network) => {
  const { error } = await differenceFromCpu('onnxruntime', () => train(network));
  expect(error).toBeLessThan(1e-4);
});
