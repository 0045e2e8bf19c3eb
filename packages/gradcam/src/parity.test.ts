import { type ClassifierBuilder, multiClassHead } from '@convzoo/core';
import { closedFormImages, closedFormWeights, float32FromBase64 } from '@convzoo/core/testing';
import { resnet18 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { vgg11 } from '@convzoo/vgg';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawMaps, relativeError } from './fixtures/compare.js';
import fixture from './fixtures/parity.json' with { type: 'json' };
import { explain, methodNamed } from './index.js';

const builders = new Map<string, ClassifierBuilder>([
  ['resnet18', resnet18],
  ['vgg11', vgg11],
]);

await useRuntime('wasm');

describe.each(fixture.cases)(
  '$model at $tap',
  ({ model, width, inputShape, classes, tap, targets, maps }) => {
    const [height, breadth] = inputShape;
    const net = builders.get(model)!({
      head: multiClassHead(classes),
      inputShape: [height!, breadth!],
      width,
    });
    let x: tf.Tensor4D;

    beforeAll(async () => {
      net.loadStateDict(closedFormWeights(await net.stateDict()));
      x = closedFormImages(targets.length, net.architecture.inputShape);
    });

    afterAll(() => {
      net.dispose();
      tf.dispose(x);
    });

    test.each(Object.entries(maps))('%s has the raw map that PyTorch gives', async (name, expected) => {
      const explanations = await explain(net.taps[tap]!, x, { target: targets, method: methodNamed(name) });
      expect(explanations.map((explanation) => explanation.method)).toEqual(targets.map(() => name));
      expect(
        relativeError(
          rawMaps(explanations),
          expected.flatMap((map) => [...float32FromBase64(map)]),
        ),
      ).toBeLessThan(1e-4);
    });
  },
);
