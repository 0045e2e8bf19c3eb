import { classifierFromLogits, multiClassHead } from '@convzoo/core';
import { cifar10Preprocessing } from '@convzoo/core/preprocess';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test, vi } from 'vitest';
import { createModel } from './model.js';

/** A classifier that gives each image the same logits. */
function constant(logits: readonly number[]) {
  const dispose = vi.fn();
  const head = multiClassHead(['cat', 'dog']);
  const classifier = classifierFromLogits({
    head,
    inputShape: [32, 32, 3],
    description: {
      schema: 1,
      architecture: { name: 'constant', options: {} },
      head,
      preprocessing: cifar10Preprocessing,
      versions: {},
    },
    logits: async (images) =>
      Float32Array.from({ length: (2 * images.length) / (32 * 32 * 3) }, (_, i) => logits[i % 2]!),
    dispose,
  });
  return { classifier, dispose };
}

const black = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 } as const;

test('a compiled network computes instead of its source, is compiled once, and is freed with it', async () => {
  const [source, compiled] = [constant([1, 0]), constant([0, 1])];
  const compile = vi.fn(async () => compiled.classifier);
  const model = createModel({ name: 'net', source: source.classifier, compile });
  expect(compile).not.toHaveBeenCalled();
  expect((await model.classify(black))[0]?.label).toBe('dog');
  expect(await model.logits([black, black])).toEqual(Float32Array.of(0, 1, 0, 1));
  expect(compile).toHaveBeenCalledTimes(1);
  model.dispose();
  await expect(model.predict(black)).rejects.toThrow('disposed');
  expect(compiled.dispose).toHaveBeenCalledTimes(1);
  expect(source.dispose).toHaveBeenCalledTimes(1);
});

test('without a compiled network the source computes, and is freed once', async () => {
  const source = constant([1, 0]);
  const model = createModel({ name: 'net', source: source.classifier, compile: async () => undefined });
  expect((await model.classify([black]))[0]?.[0]?.label).toBe('cat');
  expect(await model.classify([])).toEqual([]);
  model.dispose();
  await expect(model.logits(black)).rejects.toThrow('disposed');
  expect(source.dispose).toHaveBeenCalledTimes(1);
});

test('a failed compilation is tried again with the next image', async () => {
  const source = constant([1, 0]);
  const compile = vi.fn(async () => undefined).mockRejectedValueOnce(new Error('no memory'));
  const model = createModel({ name: 'net', source: source.classifier, compile });
  await expect(model.classify(black)).rejects.toThrow('no memory');
  expect(await model.classify(black)).toHaveLength(1);
  model.dispose();
});
