import { expect, test } from 'vitest';
import { emptyRow, type Row } from '../measure/row.js';
import { renderTable } from './table.js';

const measured: Row = {
  ...emptyRow('alexnet', 'alexnet', 'wasm', 8),
  device: 'A Processor',
  isGpu: false,
  versions: {},
  inputShape: [224, 224, 3],
  parameters: 61_100_840,
  buffers: 0,
  macs: 714_188_480,
  firstRunMs: 345.5,
  latencyMs: { min: 7, mean: 8, p50: 7.654, p95: 98.76, p99: 99, max: 100, standardDeviation: 1 },
  imagesPerSecond: 1000,
  samples: 5,
  peakMemoryBytes: 665 * 2 ** 20,
  leakedTensors: 0,
};

test('one line a row', () => {
  const [head, row, ...rest] = renderTable([measured]).split('\n');
  expect(head?.trim().split(/\s{2,}/)).toEqual([
    'model',
    'input',
    'batch',
    'params',
    'MACs',
    'runtime',
    'device',
    'images/s',
    'p50 ms',
    'p95 ms',
    'first ms',
    'memory',
  ]);
  expect(row?.trim().split(/\s{2,}/)).toEqual([
    'alexnet',
    '224x224x3',
    '8',
    '61.1 M',
    '714 M',
    'wasm',
    'CPU',
    '1000',
    '7.65',
    '98.8',
    '346',
    '665 MiB',
  ]);
  expect(rest).toEqual(['', 'wasm ran on A Processor (CPU).']);
});

test('only a proven GPU is called one', () => {
  const emulated = { ...measured, runtime: 'webgpu', device: 'llvmpipe' };
  expect(renderTable([emulated])).not.toContain('GPU');
  const unproven = { ...measured, isGpu: null };
  expect(renderTable([unproven])).not.toContain('GPU');
  const real = { ...measured, runtime: 'webgpu', device: 'An Accelerator', isGpu: true };
  expect(renderTable([real])).toContain('webgpu ran on An Accelerator (GPU).');
});

test('a failed row stays, and its error follows once for all that share it', () => {
  const failed = ['vgg19', 'vgg16'].map((model) => ({
    ...emptyRow(model, 'vgg', 'cpu', 64),
    error: 'out of memory',
  }));
  const text = renderTable([measured, ...failed]);
  expect(text).toMatch(/^ *vgg19 +- +64 +- +- +cpu +- +failed +- +- +- +-$/m);
  expect(text).toMatch(/^Failed: vgg19 \(cpu, batch 64\), vgg16 \(cpu, batch 64\): out of memory$/m);
  expect(text.match(/out of memory/g)).toHaveLength(1);
});

test('says which runtimes auto passed over, and what leaked', () => {
  const passedOver = [{ name: 'tensorflow-gpu', reason: 'no such package' }];
  const text = renderTable([{ ...measured, passedOver, leakedTensors: 3 }]);
  expect(text).toContain('auto prefers, but did not get: tensorflow-gpu (--json says why).');
  expect(text).toContain('alexnet (wasm, batch 8) leaked 3 tensors.');
});
