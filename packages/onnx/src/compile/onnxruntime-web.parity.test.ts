import { multiClassHead } from '@convzoo/core';
import { relativeError } from '@convzoo/core/testing';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import { compareWithTensorFlow, refusal } from '../fixtures/on-onnxruntime-web.js';
import { quantize } from '../quantize/quantize.js';
import { compile } from './compile.js';

describe('onnxruntime-web in Node', () => {
  beforeAll(async () => {
    await useRuntime('cpu');
  });

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

  test('an int8 file gives what it gives on onnxruntime-node', async () => {
    const images = Float32Array.from({ length: 2 * 32 * 32 * 3 }, (_, i) => Math.sin(i * 0.7));
    const net = resnet20({ head: multiClassHead(10), seed: 1, width: 0.5 });
    const { encode } = await quantize(net, { calibration: [images] });
    const [found, expected] = await Promise.all(
      ['wasm', 'cpu'].map(async (provider) => {
        const compiled = await compile(encode(), { providers: [provider] });
        expect(compiled.provider).toBe(provider);
        const logits = await compiled.run(images);
        compiled.dispose();
        return logits;
      }),
    );
    expect(relativeError(found!, expected!)).toBeLessThan(0.02);
    net.dispose();
  });

  test('is refused for a number of threads other than it runs with', async () => {
    expect(await refusal({ providers: ['wasm'], threads: 100 })).toEqual([
      'invalid-argument',
      expect.stringMatching(/^threads: expected \d, with which onnxruntime-web runs here, found 100\./),
    ]);
  });
});
