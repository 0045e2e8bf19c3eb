import '@tensorflow/tfjs-backend-cpu';
import { type HostTensor, multiClassHead, type StateDict } from '@convzoo/core';
import { kerasCaffePreprocessing } from '@convzoo/core/preprocess';
import { closedFormTensor, closedFormValues } from '@convzoo/core/testing';
import { fromKeras } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { resnet18, resnet50, resnet101 } from './index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const small = { width: 0.0625, inputShape: [33, 40], variant: 'v1' } as const;
type Float32 = HostTensor & { dtype: 'float32' };

/** PyTorch's weights of a small ResNet-50; variances so small that epsilon counts. */
async function torchWeights(): Promise<Map<string, Float32>> {
  const classifier = resnet50({ ...small, head: multiClassHead(5) });
  const keys = [...(await classifier.stateDict())].filter(([key]) => !key.endsWith('num_batches_tracked'));
  classifier.dispose();
  return new Map(
    keys.map(([key, { shape }]) => {
      const tensor = closedFormTensor(key, shape);
      if (tensor.dtype !== 'float32') throw new Error('expected float32');
      return [
        key,
        key.endsWith('running_var') ? { ...tensor, data: tensor.data.map((v) => v * 1e-6) } : tensor,
      ];
    }),
  );
}

const biasOf = (layer: string, size: number): Float32Array => closedFormValues(layer, size);

/** The same network as Keras holds it, from PyTorch's names. */
function kerasWeights(torch: ReadonlyMap<string, Float32>): Map<string, Float32> {
  const keras = new Map<string, Float32>();
  for (const [key, { shape, data, dtype }] of torch) {
    const [, module = '', suffix = ''] = /^(.*)\.(\w+)$/.exec(key) ?? [];
    const layer = kerasLayer(module);
    if (shape.length === 4) {
      const [outputs, inputs, height, width] = shape as [number, number, number, number];
      const kernel = new Float32Array(data.length);
      for (let o = 0; o < outputs; o++)
        for (let i = 0; i < inputs; i++)
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++)
              kernel[((y * width + x) * inputs + i) * outputs + o] =
                data[((o * inputs + i) * height + y) * width + x]!;
      keras.set(`${layer}/kernel:0`, { dtype, shape: [height, width, inputs, outputs], data: kernel });
      keras.set(`${layer}/bias:0`, { dtype, shape: [outputs], data: biasOf(layer, outputs) });
    } else if (shape.length === 2) {
      const [outputs, inputs] = shape as [number, number];
      const kernel = Float32Array.from(
        data,
        (_, n) => data[(n % outputs) * inputs + Math.floor(n / outputs)]!,
      );
      keras.set(`${layer}/kernel:0`, { dtype, shape: [inputs, outputs], data: kernel });
    } else if (suffix === 'running_mean') {
      const bias = biasOf(layer.replace('_bn', '_conv'), data.length);
      keras.set(`${layer}/moving_mean:0`, { dtype, shape, data: data.map((mean, c) => mean + bias[c]!) });
    } else if (suffix === 'running_var') {
      const variance = data.map((value) => value + 1e-5 - 1.001e-5);
      keras.set(`${layer}/moving_variance:0`, { dtype, shape, data: variance });
    } else if (layer === 'predictions') {
      keras.set('predictions/bias:0', { dtype, shape, data });
    } else {
      keras.set(`${layer}/${suffix === 'weight' ? 'gamma' : 'beta'}:0`, { dtype, shape, data });
    }
  }
  return keras;
}

function kerasLayer(module: string): string {
  if (module === 'fc') return 'predictions';
  if (module === 'conv1') return 'conv1_conv';
  if (module === 'bn1') return 'conv1_bn';
  const [, stage, block, kind, part] = /^layer(\d)\.(\d+)\.(conv|bn|downsample)\.?(\d)$/.exec(module)!;
  const prefix = `conv${Number(stage) + 1}_block${Number(block) + 1}`;
  if (kind === 'downsample') return `${prefix}_0_${part === '0' ? 'conv' : 'bn'}`;
  return `${prefix}_${part}_${kind}`;
}

const architecture = resnet50.architecture(small);

function expectClose(actual: StateDict, expected: ReadonlyMap<string, Float32>): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [key, { shape, data }] of expected) {
    const tensor = actual.get(key)!;
    expect(tensor.shape, key).toEqual(shape);
    // Means lose digits to the biases that were added to them and taken off again.
    const tolerance = (value: number): number =>
      key.endsWith('running_mean') ? 3e-7 : 1e-6 * Math.abs(value);
    const off = data.findIndex((value, i) => Math.abs(value - Number(tensor.data[i])) > tolerance(value));
    expect(off, key).toBe(-1);
  }
}

describe('weights of Keras’s ResNet-50', () => {
  test('become PyTorch’s, biases and epsilons included', async () => {
    const torch = await torchWeights();
    const { stateDict, preprocessing } = fromKeras(architecture, kerasWeights(torch));
    expectClose(stateDict, torch);
    expect(preprocessing).toEqual({ ...kerasCaffePreprocessing, resize: [33, 40], crop: [33, 40] });
  });

  test('without top, go under any head', async () => {
    const keras = kerasWeights(await torchWeights());
    for (const part of ['kernel', 'bias']) keras.delete(`predictions/${part}:0`);
    const { stateDict } = fromKeras(architecture, keras);
    const classifier = resnet50({ ...small, head: multiClassHead(3), backbone: stateDict });
    expect((await classifier.stateDict()).get('bn1.weight')).toEqual(keras.get('conv1_bn/gamma:0'));
    classifier.dispose();
    expect(() => resnet50({ ...small, head: multiClassHead(3), weights: stateDict })).toThrow(
      'missing: fc.weight',
    );
  });

  test('numbered by TensorFlow, or inside another model, are known all the same', async () => {
    const torch = await torchWeights();
    const keras = [...kerasWeights(torch)].map(
      ([key, tensor]) => [`resnet50/${key.replace('/', '_1/').replace(':0', '')}`, tensor] as const,
    );
    expectClose(fromKeras(architecture, new Map(keras)).stateDict, torch);
  });

  test('are refused by Keras’s names where they don’t fit', async () => {
    const keras = kerasWeights(await torchWeights());
    expect(() => fromKeras(resnet101.architecture(small), keras)).toThrow(
      'found 102 missing: conv4_block7_1_conv,',
    );
    keras.set('conv2_block1_preact_bn/gamma:0', keras.get('conv1_bn/gamma:0')!);
    const { stateDict } = fromKeras(architecture, keras);
    expect(() => resnet50({ ...small, head: multiClassHead(5), weights: stateDict })).toThrow(
      '1 unexpected: conv2_block1_preact_bn/gamma',
    );
    keras.set('other/conv1_bn/gamma:0', keras.get('conv1_bn/gamma:0')!);
    expect(() => fromKeras(architecture, keras)).toThrow('"conv1_bn/gamma" twice');
  });

  test.each(['v1.5', 'v2'] as const)('are refused by %s, which strides elsewhere', async (variant) => {
    const other = resnet50.architecture({ ...small, variant });
    const keras = kerasWeights(await torchWeights());
    expect(() => fromKeras(other, keras)).toThrow(
      expect.objectContaining({ code: 'weights-mismatch', message: expect.stringContaining("variant 'v1'") }),
    );
  });

  test('are listed in Keras’s order, by which newer files call them', () => {
    const layers = [...architecture.stateDict.keras!().layers.keys()];
    expect(layers.filter((name) => name.endsWith('_conv')).slice(0, 9)).toEqual([
      'conv1_conv',
      'conv2_block1_1_conv',
      'conv2_block1_2_conv',
      'conv2_block1_0_conv',
      'conv2_block1_3_conv',
      'conv2_block2_1_conv',
      'conv2_block2_2_conv',
      'conv2_block2_3_conv',
      'conv2_block3_1_conv',
    ]);
  });

  test('have no counterpart of basic blocks', async () => {
    expect(resnet18.architecture(small).stateDict.keras).toBeUndefined();
  });
});
