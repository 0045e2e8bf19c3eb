import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { saveWeights } from '@convzoo/weights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './program.js';

const photo = new URL('../../../data/fixtures/chelsea.jpg', import.meta.url);
const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));
let folder = '';
const path = (name: string): string => join(folder, name);

async function saved(name: string, classes: number): Promise<void> {
  const classifier = resnet20({ head: multiClassHead(classes), width: 0.25 });
  await saveWeights(path(name), await classifier.stateDict());
  classifier.dispose();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-cli-'));
  await useRuntime('wasm');
  await saved('four.safetensors', 4);
  await saved('one.safetensors', 1);
  await cp(photo, path('cat.jpg'));
  await writeFile(path('broken.jpg'), 'not an image');
  await writeFile(path('labels.txt'), 'cat\ndog\ncow\npig\n');
  await writeFile(path('labels.json'), '["cat"]');
});
afterAll(() => rm(folder, { recursive: true }));

async function convzoo(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

const small = ['--model', 'resnet20', '--width', '0.25', '--runtime', 'wasm'];

describe('models', () => {
  test('lists every model with the sizes of the reference tables', async () => {
    const { code, out } = await convzoo('models', '--json');
    expect(code).toBe(0);
    const rows: { name: string }[] = JSON.parse(out);
    expect(rows.map(({ name }) => name)).toEqual([
      'alexnet',
      'alexnet2012',
      ...[11, 13, 16, 19].flatMap((depth) => [`vgg${depth}`, `vgg${depth}_bn`]),
      ...[18, 20, 32, 34, 44, 50, 56, 101, 110, 152].map((depth) => `resnet${depth}`),
    ]);
    expect(rows.find(({ name }) => name === 'resnet50')).toEqual({
      name: 'resnet50',
      family: 'resnet',
      parameters: 25_557_032,
      buffers: 53_120,
      macs: 4_089_184_256,
      inputShape: [224, 224, 3],
      lastConv: { name: 'layer4.2.relu', shape: [7, 7, 2048] },
      weights: ['imagenet1k_v2', 'a1_in1k', 'imagenet1k_v1'],
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
    expect(code).toBe(1);
    expect(err).toContain('at least 32 pixels');
  });
});

describe('export and classify', () => {
  test('an exported file classifies as the network does', async () => {
    const weights = ['--weights', path('four.safetensors'), '--labels', path('labels.txt')];
    const file = path('four.onnx');
    await convzoo('export', ...small, ...weights, '--out', file);
    const json = async (
      ...args: string[]
    ): Promise<{ predictions: { label: string; score: number }[] }[]> => {
      const { code, out, err } = await convzoo('classify', path('cat.jpg'), ...args, '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return JSON.parse(out);
    };
    const [expected, found] = [await json(...small, ...weights), await json('--model', file)];
    expect(found[0]!.predictions.map(({ label }) => label)).toEqual(
      expected[0]!.predictions.map(({ label }) => label),
    );
    for (const [i, { score }] of found[0]!.predictions.entries()) {
      expect(score).toBeCloseTo(expected[0]!.predictions[i]!.score, 4);
    }
  });

  test('a reader that has enough of the output ends the command, which is no failure', async () => {
    const loader = new URL('../../../../tools/typescript-loader.mjs', import.meta.url).href;
    const options = ['--import', loader, '--conditions', '@convzoo/source', '--no-warnings'];
    await mkdir(path('many'));
    for (let i = 0; i < 60; i++) await cp(photo, path(`many/${i}.jpg`));
    const command = ['classify', path('many'), '--model', path('four.onnx'), '--batch', '1'];
    const child = spawn(process.execPath, [...options, bin, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test.each([
    ['labels beside an ONNX file', ['--model', 'x.onnx', '--labels', 'y'], '--labels: expected no such flag'],
    ['an option beside an ONNX file', ['--model', 'x.onnx', '--option', 'a=b'], '--option: expected no such'],
    ['a missing ONNX file', ['--model', 'x.onnx'], 'x.onnx: expected an ONNX file that can be read'],
    [
      'a file that is no ONNX model',
      ['--model', '@garbage'],
      'garbage.onnx: expected the ONNX file of a classifier',
    ],
    ['a network without weights', ['--model', 'resnet20'], '--weights: expected the weights of the model'],
  ])('%s is an error with exit code 1', async (_, args, message) => {
    await writeFile(path('garbage.onnx'), 'no model');
    const found = args.map((arg) => (arg === '@garbage' ? path('garbage.onnx') : arg));
    const { code, out, err } = await convzoo('classify', path('cat.jpg'), ...found);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
  });
});

describe('classify', () => {
  test('prints the best labels of an image', async () => {
    const weights = ['--weights', path('four.safetensors'), '--labels', path('labels.txt')];
    const { code, out, err } = await convzoo('classify', path('cat.jpg'), ...small, ...weights, '--top', '2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/cat\.jpg: (cat|dog|cow|pig) \d+\.\d %, (cat|dog|cow|pig) \d+\.\d %\n$/);
  });

  test('gives JSON whose scores sum to 1 under softmax', async () => {
    const { out } = await convzoo(
      'classify',
      path('cat.jpg'),
      ...small,
      '--weights',
      path('four.safetensors'),
      '--json',
    );
    const [first]: { predictions: { score: number }[] }[] = JSON.parse(out);
    expect(first!.predictions).toHaveLength(4);
    expect(first!.predictions.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
  });

  test('goes on after a broken image, and says so by its exit code', async () => {
    const { code, out, err } = await convzoo(
      'classify',
      folder,
      ...small,
      '--weights',
      path('four.safetensors'),
    );
    expect(code).toBe(1);
    expect(out).toContain('cat.jpg');
    expect(err).toMatch(/broken\.jpg: expected an image/);
  });

  test('a binary head takes one logit', async () => {
    const weights = [
      '--weights',
      path('one.safetensors'),
      '--labels',
      path('labels.json'),
      '--head',
      'binary',
    ];
    const { code, out } = await convzoo('classify', path('cat.jpg'), ...small, ...weights, '--top', '1');
    expect(code).toBe(0);
    expect(out).toMatch(/cat \d+\.\d %\n$/);
  });

  test.each([
    ['an unknown model', ['--model', 'resnt20', '--weights', 'x'], 'Did you mean "resnet20"?'],
    ['missing weights', [...small, '--weights', 'nowhere.pth'], 'nowhere.pth'],
    ['a head of another size', [...small, '--weights', '@four', '--head', 'binary'], 'found 4'],
    [
      'an unknown head',
      [...small, '--weights', '@four', '--head', 'relu'],
      'multi-class, softmax, multi-label, sigmoid, binary, single-class',
    ],
    [
      'labels of another number',
      [...small, '--weights', '@four', '--labels', '@json'],
      'expected 4 class names',
    ],
    [
      'weights of another width',
      ['--model', 'resnet20', '--runtime', 'wasm', '--weights', '@four'],
      'conv1.weight',
    ],
    [
      'an option that the family lacks',
      [...small, '--weights', '@four', '--option', 'neck=cifar'],
      'variant, stem',
    ],
    [
      'a value that the option lacks',
      [...small, '--weights', '@four', '--option', 'variant=v3'],
      'v1, v1.5, v2',
    ],
    ['top 0', [...small, '--weights', '@four', '--top', '0'], 'a whole number of at least 1'],
    ['an unknown preset', [...small, '--weights', '@four', '--preprocessing', 'x'], 'imagenet-v2'],
  ])('%s is an error with exit code 1', async (_, args, message) => {
    const files: Record<string, string> = { '@four': path('four.safetensors'), '@json': path('labels.json') };
    const { code, out, err } = await convzoo(
      'classify',
      path('cat.jpg'),
      ...args.map((arg) => files[arg] ?? arg),
    );
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
  });

  test('no image is an error', async () => {
    const { code, err } = await convzoo('classify', path('nothing.jpg'), ...small, '--weights', 'x');
    expect(code).toBe(1);
    expect(err).toContain('nothing.jpg');
  });
});

describe('misuse', () => {
  test.each([[['clasify']], [['classify']], [['summary']], [['models', '--yaml']]])(
    '%j exits with 2',
    async (args) => {
      const { code, err } = await convzoo(...args);
      expect(code).toBe(2);
      expect(err).toContain('error:');
    },
  );

  test('help exits with 0', async () => {
    const { code, out } = await convzoo('--help');
    expect(code).toBe(0);
    expect(out).toContain('classify');
  });
});
