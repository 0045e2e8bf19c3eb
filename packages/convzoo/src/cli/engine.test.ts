import { multiClassHead } from '@convzoo/core';
import { preprocessBatch } from '@convzoo/core/preprocess';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import { expect, test } from 'vitest';
import { engineFor } from './engine.js';

test('an engine for batches labels fewer images as it labels many', async () => {
  await useRuntime('onnxruntime', { adapters: [onnxRuntime] });
  const classifier = resnet20({ head: multiClassHead(['cat', 'dog', 'bird']), width: 0.5 });
  const pictures = [1, 2, 3].map((seed) => {
    const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => 128 + 127 * Math.sin(seed * i * i));
    return { data, width: 32, height: 32, channels: 3 } as const;
  });
  const inputs = preprocessBatch(pictures, classifier.preprocessing);
  // The size of batch for which `1 / batch * batch` is less than 1.
  const engine = await engineFor(classifier, onnxRuntime.name, 49);

  const all = await engine.classifyInputs(inputs, { top: 1 });
  const expected = await classifier.classify(pictures, { top: 1 });
  expect(all).toHaveLength(3);
  for (const [i, [best]] of all.entries()) {
    expect(best?.label).toBe(expected[i]?.[0]?.label);
    expect(best?.score).toBeCloseTo(expected[i]![0]!.score, 5);
  }
  const one = inputs.subarray(0, inputs.length / 3);
  expect(await engine.classifyInputs(one, { top: 1 })).toEqual(all.slice(0, 1));
  engine.dispose();
  classifier.dispose();
});
