import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { expect, test } from 'vitest';
import { modelOf } from '../pretrained.js';

test('a model compiled for a batch classifies fewer and more images alike', async () => {
  await useRuntime('onnxruntime');
  const classifier = resnet20({ head: multiClassHead(['cat', 'dog', 'bird']), width: 0.5 });
  const pictures = Array.from({ length: 50 }, (_, seed) => {
    const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => 128 + 127 * Math.sin((seed + 1) * i * i));
    return { data, width: 32, height: 32, channels: 3 } as const;
  });
  const expected = await classifier.classify(pictures, { top: 1 });
  // The batch for which `1 / batch * batch` is less than 1.
  using model = modelOf(classifier, { name: 'resnet20', batch: 49 });
  const labels = await model.classify(pictures, { top: 1 });
  expect(labels).toHaveLength(50);
  for (const [i, [best]] of labels.entries()) {
    expect(best?.label).toBe(expected[i]?.[0]?.label);
    expect(best?.score).toBeCloseTo(expected[i]![0]!.score, 5);
  }
  expect(await model.classify(pictures.slice(0, 3), { top: 1 })).toEqual(labels.slice(0, 3));
});
