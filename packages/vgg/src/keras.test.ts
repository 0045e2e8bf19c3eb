import '@tensorflow/tfjs-backend-cpu';
import { type HostTensor, multiClassHead } from '@convzoo/core';
import { kerasCaffePreprocessing } from '@convzoo/core/preprocess';
import { closedFormWeights } from '@convzoo/core/testing';
import { fromKeras } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { vgg16, vgg16_bn, vgg19 } from './index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const tiny = { width: 0.0078125, inputShape: [32, 32], neck: 'imagenet' } as const;
type Weights = Map<string, HostTensor>;

/** Where torchvision has the layers that Keras calls by these names. */
const places: [keras: string, torch: string][] = [
  ['block1_conv1', 'features.0'],
  ['block1_conv2', 'features.2'],
  ['block2_conv1', 'features.5'],
  ['block2_conv2', 'features.7'],
  ['block3_conv1', 'features.10'],
  ['block3_conv2', 'features.12'],
  ['block3_conv3', 'features.14'],
  ['block4_conv1', 'features.17'],
  ['block4_conv2', 'features.19'],
  ['block4_conv3', 'features.21'],
  ['block5_conv1', 'features.24'],
  ['block5_conv2', 'features.26'],
  ['block5_conv3', 'features.28'],
  ['fc1', 'classifier.0'],
  ['fc2', 'classifier.3'],
  ['predictions', 'classifier.6'],
];

async function torchWeights(): Promise<Weights> {
  const classifier = vgg16({ ...tiny, head: multiClassHead(5) });
  const weights = new Map(closedFormWeights(await classifier.stateDict()));
  classifier.dispose();
  return weights;
}

/** PyTorch's weights as Keras holds them; the first dense layer reads 4 channels of 7 x 7 pixels. */
function kerasWeights(torch: Weights, key: (layer: string, role: 'kernel' | 'bias') => string): Weights {
  const keras: Weights = new Map();
  for (const [layer, module] of places) {
    const kernel = torch.get(`${module}.weight`)!;
    // As tensors, so that no line is shared with the code under test.
    const moved = tf.tidy(() => {
      const values = tf.tensor(Float32Array.from(kernel.data, Number), [...kernel.shape]);
      if (kernel.shape.length === 4) return tf.transpose(values, [2, 3, 1, 0]);
      if (layer !== 'fc1') return tf.transpose(values);
      const units = kernel.shape[0]!;
      return tf.reshape(tf.transpose(tf.reshape(values, [units, 4, 7, 7]), [2, 3, 1, 0]), [4 * 49, units]);
    });
    const data = Float32Array.from(moved.dataSync());
    keras.set(key(layer, 'kernel'), { dtype: 'float32', shape: moved.shape, data });
    keras.set(key(layer, 'bias'), torch.get(`${module}.bias`)!);
    moved.dispose();
  }
  return keras;
}

const named = (layer: string, role: string): string => `${layer}/${role}:0`;

describe('weights of Keras’s VGG-16', () => {
  test.each([
    ['by name', named],
    [
      'as files of 2016 have them',
      (layer: string, role: string) => `${layer}_${role === 'kernel' ? 'W' : 'b'}_1:0`,
    ],
    [
      'by place',
      (layer: string, role: string) => {
        const dense = ['fc1', 'fc2', 'predictions'].indexOf(layer);
        const place = dense < 0 ? places.findIndex(([name]) => name === layer) : dense;
        return `layers/${dense < 0 ? 'conv2d' : 'dense'}${place === 0 ? '' : `_${place}`}/vars/${role === 'kernel' ? 0 : 1}`;
      },
    ],
  ])('become PyTorch’s: %s', async (_, key) => {
    const torch = await torchWeights();
    const { stateDict, preprocessing } = fromKeras(vgg16.architecture(tiny), kerasWeights(torch, key));
    expect(new Map([...stateDict].sort())).toEqual(new Map([...torch].sort()));
    expect(preprocessing).toEqual({ ...kerasCaffePreprocessing, resize: 32, crop: [32, 32] });
  });

  test('without top, go under any head on the pooled map', async () => {
    const torch = await torchWeights();
    const keras = kerasWeights(torch, named);
    for (const layer of ['fc1', 'fc2', 'predictions']) {
      for (const role of ['kernel', 'bias']) keras.delete(named(layer, role));
    }
    const pooled = { ...tiny, neck: 'pool' } as const;
    const { stateDict: backbone } = fromKeras(vgg16.architecture(pooled), keras);
    const classifier = vgg16({ ...pooled, head: multiClassHead(3), backbone });
    expect((await classifier.stateDict()).get('features.28.weight')).toEqual(torch.get('features.28.weight'));
    classifier.dispose();
    expect(() => fromKeras(vgg16.architecture(tiny), keras)).toThrow(/found 2 missing: fc1, fc2\./);
  });

  test('are refused by Keras’s names where they don’t fit', async () => {
    const keras = kerasWeights(await torchWeights(), named);
    expect(() => fromKeras(vgg19.architecture(tiny), keras)).toThrow(
      expect.objectContaining({
        code: 'weights-mismatch',
        message: expect.stringContaining('missing: block3_conv4, block4_conv4, block5_conv4'),
      }),
    );
  });

  test('have no counterpart with batch normalization', () => {
    expect(vgg16_bn.architecture(tiny).stateDict.keras).toBeUndefined();
  });
});
