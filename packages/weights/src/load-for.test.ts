import { defineArchitecture, identity } from '@convzoo/core/layers';
import { kerasCaffePreprocessing } from '@convzoo/core/preprocess';
import { expect, test } from 'vitest';
import { fixturePath } from './fixtures/fixtures.js';
import { loadWeights } from './load.js';
import { loadWeightsFor } from './load-for.js';

/** As much as loading asks about the network in the fixtures. */
const architecture = defineArchitecture({
  name: 'tiny',
  inputShape: [224, 224, 3],
  features: identity,
  neck: identity,
  stateDict: {
    module: (layer) => (layer === 'logits' ? 'fc' : layer),
    keras: () => ({
      layers: new Map([
        ['conv1_conv', { kind: 'conv2d', layer: 'conv1' }],
        ['conv1_bn', { kind: 'batch_normalization', layer: 'bn1' }],
        ['predictions', { kind: 'dense', layer: 'logits' }],
      ]),
      preprocessing: kerasCaffePreprocessing,
    }),
  },
});

test.each(['model.h5', 'weights.h5', 'keras3.weights.h5', 'model.keras'])(
  'gives PyTorch’s names to Keras’s %s',
  async (name) => {
    const loaded = await loadWeightsFor(architecture, fixturePath(`keras/${name}`));
    expect(Object.fromEntries([...loaded.stateDict].map(([key, { shape }]) => [key, shape]))).toEqual({
      'conv1.weight': [2, 3, 3, 3],
      'conv1.bias': [2],
      'bn1.weight': [2],
      'bn1.bias': [2],
      'bn1.running_mean': [2],
      'bn1.running_var': [2],
      'fc.weight': [2, 2],
      'fc.bias': [2],
    });
    expect(loaded).toMatchObject({ format: 'keras', preprocessing: kerasCaffePreprocessing });
  },
);

test('leaves PyTorch’s weights as they are', async () => {
  const source = fixturePath('pytorch/zip.pth');
  expect(await loadWeightsFor(architecture, source)).toEqual(await loadWeights(source));
});
