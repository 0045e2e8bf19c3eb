import { expect, test } from 'vitest';
import { facts, report, row } from '../fixtures/rows.js';
import { renderText } from './text.js';

test('a table for each measure, numbers on the right, columns without values left out', () => {
  const [title, head, line, ...rest] = renderText(report([row()])).split('\n');
  expect(title).toBe('Inference');
  expect(head?.trim().split(/\s{2,}/)).toEqual([
    ...['model', 'input', 'batch', 'engine', 'precision', 'device', 'params', 'MACs', 'images/s'],
    ...['p50 ms', '95 % CI', 'p90 ms', 'p99 ms', 'start ms', 'build ms', 'first ms', 'memory'],
  ]);
  expect(line?.trim().split(/\s{2,}/)).toEqual([
    ...['alexnet', '224x224x3', '8', 'wasm', 'float32', 'CPU', '61.1 M', '714 M', '1000'],
    ...['8.00', '7.00-9.00', '8.50', '8.95', '12.3', '1234', '346', '665 MiB'],
  ]);
  expect(head).toHaveLength(line!.length);
  expect(rest).toEqual(['', 'wasm ran on A Processor (CPU).']);
});

test('only a proven GPU is called one', () => {
  const software = { ...facts, runtime: 'webgpu', device: 'llvmpipe' };
  expect(renderText(report([row({}, software)]))).not.toContain('GPU');
  const { isGpu: _, ...unproven } = software;
  expect(renderText(report([row({}, unproven)]))).not.toContain('GPU');
  const real = { ...software, device: 'An Accelerator', isGpu: true };
  expect(renderText(report([row({}, real)]))).toContain('webgpu ran on An Accelerator (GPU).');
});

test('a failed row stays, and its reason follows once for all that share it', () => {
  const failed = ['vgg19', 'vgg16'].map((model) =>
    row({ model, requested: 'cpu', batch: 64 }, { error: 'out of memory' }),
  );
  const text = renderText(report([row(), ...failed]));
  expect(text).toMatch(/^vgg19 +- +64 +cpu +float32 +- +- +- +failed +-/m);
  expect(text).toMatch(
    /^Failed: vgg19, inference \(cpu, batch 64\); vgg16, inference \(cpu, batch 64\): out of memory$/m,
  );
  expect(text.match(/out of memory/g)).toHaveLength(1);
});

test('warns of what makes figures doubtful', () => {
  const passedOver = [{ name: 'tensorflow-gpu', reason: 'no such package' }];
  const doubtful = { ...facts, passedOver, leakedTensors: 3, load: { before: 0, others: 1000 } };
  const planned = report([]).thoroughness;
  const text = renderText(
    report([row({}, doubtful), row({ model: 'vgg11' })], {
      thoroughness: { ...planned, rounds: 2 },
      environment: { ...report([]).environment, loadAverage: 900 },
    }),
  );
  const warnings = text.split('\n').filter((line) => line.startsWith('Warning: '));
  expect(warnings).toEqual([
    'Warning: The machine was not idle before: load average 900 on 2 cores.',
    'Warning: Other processes kept up to 1000 cores busy during 1 of 2 rows: their figures are too low.',
    'Warning: 2 of 2 rows have fewer rounds than planned: the benchmark ended before.',
    'Warning: auto prefers, but could not start: tensorflow-gpu (the JSON says why).',
    'Warning: alexnet, inference (wasm, batch 8) leaked 3 tensors.',
  ]);
});

test('every engine that was looked for has a row, with its device or its reason', () => {
  const none = { device: null, isGpu: null, versions: null };
  const engines = [
    { engine: 'webgpu', ...none, device: 'llvmpipe', isGpu: false, reason: null },
    { engine: 'onnxruntime:cuda', ...none, device: 'An Accelerator', isGpu: true, reason: null },
    { engine: 'compiled:coreml', ...none, device: 'CoreML', isGpu: false, reason: null },
    { engine: 'tensorflow-gpu', ...none, reason: 'no such package\nat all' },
    { engine: 'wasm', ...none, device: 'A Processor', isGpu: false, reason: null },
  ];
  const text = renderText(report([row()], { engines }));
  expect(text).toContain(
    [
      'Engines',
      'engine            device    runs on         does not start because',
      'webgpu            software  llvmpipe        -',
      'onnxruntime:cuda  GPU       An Accelerator  -',
      'compiled:coreml   unproved  CoreML          -',
      'tensorflow-gpu    -         -               no such package',
      'wasm              CPU       A Processor     -',
    ].join('\n'),
  );
});

test('accuracy has its mean, its deviation over seeds, and its budget', () => {
  const run = (seed: number, value: number) => ({
    ...facts,
    accuracy: {
      data: 'digits',
      seed,
      metric: 'accuracy',
      metrics: { accuracy: value, top5Accuracy: 0.99 },
      loss: 0.3,
      testImages: 500,
      budget: { images: 2000, epochs: 4, batchSize: 32 },
      width: 0.25,
      curve: [],
      seconds: 9,
    },
  });
  const accuracy = row({ measure: 'accuracy', task: 'digits' }, run(0, 0.9), run(1, 0.94));
  const text = renderText(report([accuracy]));
  expect(text).toMatch(/^digits +alexnet .* accuracy +92\.0 % +2\.8 % +2 +2000 images x 4 epochs +wasm$/m);
  expect(text).not.toContain('top-1');
});

test('given weights have the published accuracy beside ours', () => {
  const evaluated = {
    ...facts,
    accuracy: {
      data: 'photos',
      seed: 0,
      metric: 'accuracy',
      metrics: { accuracy: 0.565, top5Accuracy: 0.79 },
      loss: 2,
      testImages: 50_000,
      budget: null,
      width: 1,
      curve: [],
      seconds: 0,
      classes: { all: 1000, present: 10 },
      published: { dataset: 'ImageNet-1K', top1: 56.522, top5: 79.066 },
    },
  };
  const text = renderText(report([row({ measure: 'accuracy', task: 'dataset' }, evaluated)]));
  expect(text).toContain('56.5 %, 79.0 %');
  expect(text).toContain('56.522 %, 79.066 % (ImageNet-1K)');
  expect(text).toContain('Warning: photos has images of 10 of the weights’ 1000 classes;');
});
