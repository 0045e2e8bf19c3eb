import type { OnnxModel } from '@convzoo/tfjs-backend-onnxruntime/recorder';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../compile/compile.js';
import { exportModel } from '../export/export-model.js';
import { foldBatchNorms } from './fold-batch-norm.js';
import { type QuantizeOptions, quantize } from './quantize.js';
import { rangeOf } from './ranges.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function net(): tfl.LayersModel {
  const { layers } = tfl;
  const kernelInitializer = tfl.initializers.heNormal({ seed: 5 });
  const input = tfl.input({ shape: [12, 12, 3], name: 'images' });
  const apply = (layer: tfl.layers.Layer, x: tfl.SymbolicTensor | tfl.SymbolicTensor[]) =>
    layer.apply(x) as tfl.SymbolicTensor;
  const conv = (name: string, x: tfl.SymbolicTensor) =>
    apply(layers.conv2d({ name, filters: 8, kernelSize: 3, padding: 'same', kernelInitializer }), x);
  const norm = (x: tfl.SymbolicTensor) =>
    apply(layers.batchNormalization({ gammaInitializer: tfl.initializers.constant({ value: 1.5 }) }), x);
  const first = apply(layers.reLU(), norm(conv('conv1', input)));
  const pooled = apply(layers.maxPooling2d({ poolSize: 2 }), first);
  const sum = apply(layers.reLU(), apply(layers.add(), [norm(conv('conv2', pooled)), pooled]));
  const flat = apply(layers.globalAveragePooling2d({}), sum);
  return tfl.model({
    inputs: input,
    outputs: apply(layers.dense({ units: 6, name: 'logits', kernelInitializer }), flat),
  });
}

function images(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count * 12 * 12 * 3 }, (_, i) =>
    Math.sin(seed + i * 1.7 + Math.sin(i * 0.13)),
  );
}

const calibration = [images(8, 1), images(8, 2)];

async function quantized(options: Partial<QuantizeOptions> = {}) {
  return quantize(net(), { calibration, ...options });
}

describe('folding batch norms', () => {
  test('changes nothing but the number of operators', async () => {
    const model = await exportModel(net());
    const folded = foldBatchNorms(model);
    expect(folded.nodes.map(({ op }) => op)).not.toContain('BatchNormalization');
    const run = async (m: OnnxModel) => (await compile(m)).run(images(3, 7));
    const [before, after] = [await run(model), await run(folded)];
    after.forEach((value, i) => {
      expect(value).toBeCloseTo(before[i]!, 4);
    });
  });
});

test('the largest activations and weights together do not saturate an accumulator', async () => {
  const input = tfl.input({ shape: [4, 4, 8] });
  const kernelInitializer = tfl.initializers.ones();
  const conv = tfl.layers.conv2d({ filters: 8, kernelSize: 3, kernelInitializer }).apply(input);
  const pooled = tfl.layers.globalAveragePooling2d({}).apply(conv);
  const dense = tfl.layers.dense({ units: 4, kernelInitializer }).apply(pooled);
  const model = tfl.model({ inputs: input, outputs: dense as tfl.SymbolicTensor });
  const ones = new Float32Array(4 * 4 * 8).fill(1);
  const { model: int8 } = await quantize(model, { calibration: [ones] });
  const compiled = await compile(int8);
  for (const value of await compiled.run(ones)) expect(value / (9 * 8 * 8)).toBeCloseTo(1, 2);
});

describe('an int8 model', () => {
  test.each(['min-max', 'percentile', 'entropy'] as const)(
    'calibrated by %s is close to the float one',
    async (method) => {
      const { model, report } = await quantized({ method });
      expect(report.images).toBe(16);
      expect(report.cosine).toBeGreaterThan(0.99);
      expect(report.layers.every(({ decibels }) => decibels > 15)).toBe(true);
      const compiled = await compile(model);
      expect(await compiled.run(images(2, 9))).toHaveLength(12);
    },
  );

  test('has int8 weights with a scale for each channel, and uint8 activations', async () => {
    const { model } = await quantized();
    const tensor = (name: string) => model.initializers.find((t) => t.name === name);
    expect(tensor('conv1/kernel/folded/q')?.dtype).toBe('int8');
    expect(tensor('conv1/kernel/folded/scale')?.shape).toEqual([8]);
    expect(tensor('logits/kernel/q')?.dtype).toBe('int8');
    const zeros = model.nodes
      .filter(({ op }) => op === 'QuantizeLinear')
      .map(({ inputs }) => tensor(inputs[2]!)?.dtype);
    expect(new Set(zeros)).toEqual(new Set(['uint8']));
    expect(
      model.initializers.some(({ name, dtype }) => dtype === 'float32' && name.endsWith('/folded')),
    ).toBe(false);
  });

  test('keeps layers in float', async () => {
    const { model, report } = await quantized({ keepFloat: ['conv1/kernel'] });
    expect(model.initializers.find(({ name }) => name === 'conv1/kernel/folded')?.dtype).toBe('float32');
    expect(report.layers.some(({ layer }) => layer.includes('conv1/kernel'))).toBe(false);
    await expect(quantized({ keepFloat: ['conv9/kernel'] })).rejects.toThrow(/keepFloat.*conv9\/kernel/);
  });

  test('needs images', async () => {
    await expect(quantized({ calibration: [] })).rejects.toThrow(/calibration: expected at least one batch/);
  });
});

describe('ranges', () => {
  // A bell in the first tenth, and one outlier at the end.
  const counts = new Float64Array(2048);
  for (let i = 0; i < 200; i++) counts[i] = 1000 * Math.exp(-(((i - 100) / 40) ** 2));
  counts[2047] = 1;
  const histogram = { min: 0, max: 10, counts };

  test('by min-max include the outlier', () => {
    expect(rangeOf(histogram, 'min-max').max).toBe(10);
  });

  test.each(['percentile', 'entropy'] as const)('by %s leave it out', (method) => {
    const { min, max } = rangeOf(histogram, method);
    expect(min).toBeGreaterThanOrEqual(0);
    expect(max).toBeGreaterThan(0.6);
    expect(max).toBeLessThan(2);
  });
});

test.each([
  ['zeros of a ReLU', 0],
  ['a constant background', 300],
])('%s are no reason for entropy to clip the rest', (_, constant) => {
  // Two in three values are the same, the others fall off slowly up to 8.
  const counts = Float64Array.from({ length: 2048 }, (_, i) => 1000 * Math.exp((-8 * i) / 2048));
  counts[constant] = 2 * counts.reduce((sum, count) => sum + count, 0);
  expect(rangeOf({ min: 0, max: 8, counts }, 'entropy').max).toBeGreaterThan(4);
});
