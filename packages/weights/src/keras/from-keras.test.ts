import '@tensorflow/tfjs-backend-cpu';
import { createClassifier, multiClassHead } from '@convzoo/core';
import {
  batchNorm,
  conv2d,
  defineArchitecture,
  dense,
  flatten,
  layerScale,
  relu,
  sequential,
  torchDefault,
} from '@convzoo/core/layers';
import type { HostTensor, StateDict } from '@convzoo/core/state-dict';
import { closedFormWeights } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { fromKeras } from './from-keras.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const tiny = defineArchitecture({
  name: 'tiny',
  inputShape: [4, 4, 3],
  features: sequential(
    conv2d('conv', { filters: 4, kernel: 3, pad: 1 }),
    batchNorm('bn'),
    layerScale('scale', { initial: 0.5 }),
    relu('relu'),
    conv2d('part.grouped', { filters: 6, kernel: 3, groups: 2 }),
    relu('map'),
  ),
  neck: sequential(flatten('flatten'), dense('hidden', 5)),
  stateDict: { module: (layer) => (layer === 'logits' ? 'fc' : layer) },
  initialize: torchDefault,
});
const head = multiClassHead(2);

/** The weights that `save` writes, under the names and layouts that a reader of model.json finds. */
function savedWeights(artifacts: tf.io.ModelArtifacts): StateDict {
  const buffer = tf.io.concatenateArrayBuffers([artifacts.weightData ?? new ArrayBuffer(0)].flat());
  const tensors = tf.io.decodeWeights(buffer, artifacts.weightSpecs ?? []);
  return new Map(
    Object.entries(tensors).map(([name, tensor]): [string, HostTensor] => {
      const data = Float32Array.from(tensor.dataSync());
      tensor.dispose();
      return [name, { dtype: 'float32', shape: tensor.shape, data }];
    }),
  );
}

test('what `save` wrote becomes what `stateDict` gives', async () => {
  const classifier = createClassifier(tiny, { head });
  const weights = closedFormWeights(await classifier.stateDict());
  classifier.loadStateDict(weights);
  let saved: StateDict = new Map();
  await classifier.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = savedWeights(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  classifier.dispose();
  const { stateDict, preprocessing } = fromKeras(tiny, saved);
  const expected = [...weights].filter(([key]) => !key.endsWith('num_batches_tracked'));
  expect(new Map([...stateDict].sort())).toEqual(new Map(expected.sort()));
  expect(preprocessing).toBeUndefined();
});
