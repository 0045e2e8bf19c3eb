import { describe, expect, test } from 'vitest';
import { convzoo } from '../fixtures/command.js';

describe('models', () => {
  test('lists every model with the sizes of the reference tables', async () => {
    const { code, out } = await convzoo('models', '--json');
    expect(code).toBe(0);
    const rows: { name: string }[] = JSON.parse(out);
    expect(rows.map(({ name }) => name)).toEqual([
      'alexnet',
      'alexnet2012',
      ...[11, 13, 16, 19].flatMap((depth) => [`vgg${depth}`, `vgg${depth}_bn`]),
      ...[18, 34, 50, 101, 152, 20, 32, 44, 56, 110].map((depth) => `resnet${depth}`),
    ]);
    expect(rows.find(({ name }) => name === 'resnet50')).toEqual({
      name: 'resnet50',
      family: 'resnet',
      parameters: 25_557_032,
      buffers: 53_120,
      macs: 4_089_184_256,
      inputShape: [224, 224, 3],
      lastConv: { name: 'layer4.2.relu', shape: [7, 7, 2048] },
      weights: [
        { tag: 'imagenet1k_v2', dataset: 'ImageNet-1k', top1: 80.858, top5: 95.434 },
        { tag: 'a1_in1k', dataset: 'ImageNet-1k', top1: expect.any(Number), top5: expect.any(Number) },
        { tag: 'imagenet1k_v1', dataset: 'ImageNet-1k', top1: 76.13, top5: 92.862 },
      ],
    });
  });

  test('prints a table for people', async () => {
    const { out } = await convzoo('models');
    expect(out).toMatch(/^resnet18 +11,689,512 +1,814,073,344 +224x224x3 +layer4\.1\.relu 7x7x512/m);
  });
});

describe('summary', () => {
  test('shows layers of the chosen variant', async () => {
    const { code, out } = await convzoo('summary', '--model', 'resnet50', '--option', 'variant=v1');
    expect(code).toBe(0);
    expect(out).toContain('variant v1,');
    expect(out).toContain('25,557,032 parameters, 53,120 buffers, 3,857,973,248 MACs');
  });

  test('a size that is too small is an error', async () => {
    const { code, err } = await convzoo('summary', '--model', 'vgg11', '--size', '16');
    expect(code).toBe(2);
    expect(err).toContain('at least 32 pixels');
  });
});
