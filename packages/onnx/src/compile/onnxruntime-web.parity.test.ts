import { describe, expect, test } from 'vitest';
import { compareWithTensorFlow, refusal } from '../fixtures/on-onnxruntime-web.js';

describe('onnxruntime-web in Node', () => {
  test.each([
    ['resnet18', 'multi-class'],
    ['vgg11', 'multi-label'],
    ['alexnet', 'binary'],
  ] as const)('%s with a %s head has the logits of TF.js, for any batch', async (network, head) => {
    const { engine, errors, probabilities, file } = await compareWithTensorFlow({
      network,
      head,
      beside: 'cpu',
    });
    expect(engine).toMatch(/^onnxruntime-web \(wasm, \d threads?\)$/);
    expect(Object.keys(errors)).toEqual(['1', '2', '3']);
    for (const error of [...Object.values(errors), probabilities, file]) expect(error).toBeLessThan(1e-4);
  });

  test('is refused for a number of threads other than it runs with', async () => {
    expect(await refusal({ providers: ['wasm'], threads: 100 })).toEqual([
      'invalid-argument',
      expect.stringMatching(/^threads: expected \d, with which onnxruntime-web runs here, found 100\./),
    ]);
  });
});
