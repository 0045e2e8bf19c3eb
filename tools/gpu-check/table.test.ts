import { expect, test } from 'vitest';
import { formatTable, gpuEngines, missingLines, rowsOf } from './table.mjs';

const none = { device: null, kind: null, reason: null, remedy: null };
const engines = [
  { engine: 'tensorflow-gpu', ...none, reason: 'not installed: no such package', remedy: 'Install it.' },
  { engine: 'webgpu', ...none, kind: 'software GPU', device: 'llvmpipe' },
  { engine: 'onnxruntime', ...none, kind: 'CPU', device: 'A Processor' },
  { engine: 'onnxruntime:cuda', ...none, kind: 'GPU', device: 'CUDA GPU 0' },
];

test('engines on a proved GPU are measured, with the compiled path of ONNX Runtime', () => {
  expect(gpuEngines(engines)).toEqual(['onnxruntime:cuda', 'compiled:cuda']);
  expect(gpuEngines(engines.slice(0, 3))).toEqual([]);
});

test('what is missing for a GPU', () => {
  expect(missingLines(engines.slice(0, 3))).toEqual([
    'tensorflow-gpu: not installed: no such package',
    '  Install it.',
    'webgpu runs on llvmpipe (software GPU).',
  ]);
});

test('a column for each engine, failures with their reason', () => {
  const common = {
    measure: 'inference',
    model: 'vgg16',
    batch: 8,
    precision: 'float32',
    device: 'An Accelerator',
  };
  const rows = rowsOf({
    rows: [
      { ...common, requested: 'compiled:cuda', isGpu: true, imagesPerSecond: 1234.5 },
      { ...common, requested: 'webgpu', isGpu: false, imagesPerSecond: null, error: 'out of memory' },
    ],
  });
  const torch = {
    ...common,
    engine: 'PyTorch',
    precision: 'float16',
    isGpu: true,
    imagesPerSecond: 50,
    error: null,
  };
  expect(
    formatTable([...rows, torch])
      .split('\n')
      .slice(2),
  ).toEqual([
    '| measure, network, batch | compiled:cuda | webgpu | PyTorch, float16 |',
    '| :-- | --: | --: | --: |',
    '| inference vgg16 8 | 1235 | failed | 50.0 |',
    '',
    '- compiled:cuda: An Accelerator',
    '- webgpu: An Accelerator (no proved GPU)',
    '- PyTorch, float16: An Accelerator',
    '- webgpu: out of memory',
  ]);
});
