import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '@convzoo/gradcam/overlay';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './program.js';

let folder = '';
const path = (...names: string[]): string => join(folder, ...names);

/** Red and blue squares: a task that a small network learns in seconds. */
async function coloredImages(): Promise<void> {
  for (const split of ['train', 'test']) {
    for (const [name, channel] of [
      ['red', 0],
      ['blue', 2],
    ] as const) {
      await mkdir(path('data', split, name), { recursive: true });
      for (let i = 0; i < 24; i++) {
        const data = Uint8ClampedArray.from({ length: 16 * 16 * 3 }, (_, k) =>
          k % 3 === channel ? 180 + i : 60 + ((k * (i + (split === 'test' ? 31 : 1))) % 40),
        );
        await writeFile(
          path('data', split, name, `${i}.png`),
          encodePng({ data, width: 16, height: 16, channels: 3 }),
        );
      }
    }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-train-'));
  await coloredImages();
});
afterAll(() => rm(folder, { recursive: true }));

async function convzoo(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const text = { out: '', err: '' };
  const code = await run(args, {
    out: (chunk) => {
      text.out += chunk;
    },
    err: (chunk) => {
      text.err += chunk;
    },
    interactive: false,
    signal: new AbortController().signal,
  });
  return { code, ...text };
}

const network = ['--model', 'resnet20', '--width', '0.25', '--size', '16'];

describe('train, then everything with what it learnt', () => {
  test('trains on a folder and leaves a run behind', async () => {
    const options = ['--epochs', '3', '--batch', '8', '--seed', '1', '--out', path('run')];
    const { code, out, err } = await convzoo('train', path('data'), ...network, ...options);
    expect(code, err).toBe(0);
    expect(out).toMatch(/^accuracy (1\.0000|0\.9\d+)$/m);
    expect(await readdir(path('run'))).toEqual(
      expect.arrayContaining([
        'checkpoints',
        'config.json',
        'log.jsonl',
        'metrics.json',
        'model.safetensors',
        'report.html',
        'tensorboard',
      ]),
    );
    expect(JSON.parse(await readFile(path('run', 'config.json'), 'utf8'))).toMatchObject({
      model: 'resnet20',
      modelOptions: { inputShape: [16, 16], width: 0.25 },
      epochs: 3,
      seed: 1,
    });
  });

  test('evaluates it', async () => {
    const { code, out } = await convzoo(
      'evaluate',
      path('data'),
      ...network,
      '--weights',
      path('run', 'model.safetensors'),
      '--json',
    );
    expect(code).toBe(0);
    const { samples, metrics } = JSON.parse(out);
    expect(samples).toBe(48);
    expect(metrics.accuracy).toBeGreaterThan(0.9);
  });

  test('evaluates it by the config that the run kept', async () => {
    const { code, out, err } = await convzoo('evaluate', '--config', path('run', 'config.json'), '--json');
    expect(code, err).toBe(0);
    expect(JSON.parse(out).samples).toBe(48);
  });

  test('classifies by the classes that the weights name', async () => {
    const image = path('data', 'test', 'red', '3.png');
    const { out } = await convzoo(
      'classify',
      image,
      ...network,
      '--weights',
      path('run', 'model.safetensors'),
      '--top',
      '1',
    );
    expect(out).toMatch(/3\.png: red \d/);
  });

  test('explains it with pictures and a page', async () => {
    const image = path('data', 'test', 'blue', '3.png');
    const options = ['--method', 'gradcam,eigencam', '--class', 'top2', '--out', path('explained')];
    const { code, out } = await convzoo(
      'explain',
      image,
      ...network,
      '--weights',
      path('run', 'model.safetensors'),
      ...options,
    );
    expect(code).toBe(0);
    expect(out).toBe(`${path('explained', 'index.html')}\n`);
    expect((await readdir(path('explained'))).sort()).toEqual([
      '3.png.eigencam.blue.png',
      '3.png.eigencam.red.png',
      '3.png.gradcam.blue.png',
      '3.png.gradcam.red.png',
      'index.html',
    ]);
  });

  test('exports it to ONNX, and to a smaller file in int8', async () => {
    const from = [...network, '--weights', path('run', 'model.safetensors')];
    const float = await convzoo('export', ...from, '--out', path('float.onnx'));
    const calibration = ['--int8', '--calibration', path('data', 'train')];
    const int8 = await convzoo('export', ...from, '--out', path('int8.onnx'), ...calibration);
    expect([float.code, int8.code]).toEqual([0, 0]);
    expect(int8.err).toMatch(/the same class as float for (9\d\.\d|100\.0) % of 48 images/);
    const size = async (name: string): Promise<number> => (await readFile(path(name))).length;
    expect(await size('int8.onnx')).toBeLessThan(await size('float.onnx'));
  });

  test('int8 needs images', async () => {
    const from = [...network, '--weights', path('run', 'model.safetensors')];
    const { code, err } = await convzoo('export', ...from, '--out', path('x.onnx'), '--int8');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('--calibration') });
  });

  test('another run does not go over it', async () => {
    const { code, err } = await convzoo('train', path('data'), ...network, '--out', path('run'));
    expect(code).toBe(1);
    expect(err).toContain('Resume that run, or choose another directory');
  });

  test('its backbone starts another task', async () => {
    const options = [
      '--head',
      'binary',
      '--class',
      'red',
      '--epochs',
      '1',
      '--weights',
      path('run', 'model.safetensors'),
    ];
    const { code, out, err } = await convzoo(
      'train',
      path('data'),
      ...network,
      ...options,
      '--out',
      path('other'),
    );
    expect(code, err).toBe(0);
    expect(out).toMatch(/^rocAuc /m);
  });
});

describe('mistakes', () => {
  test.each([
    [['@data', '--weights', 'x'], '--model'],
    [['@data', ...network], '--weights'],
    [network, 'DATA'],
  ])('evaluate %j', async (args, message) => {
    const { code, err } = await convzoo(
      'evaluate',
      ...args.map((arg) => (arg === '@data' ? path('data') : arg)),
    );
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  test.each([
    ['no data', [...network, '--out', '@new'], 'a data set'],
    ['no model', ['@data', '--out', '@new'], 'model'],
    ['an unknown head', ['@data', ...network, '--head', 'softmax', '--out', '@new'], 'multi-label'],
    [
      'a class that is not there',
      ['@data', ...network, '--head', 'binary', '--class', 'green', '--out', '@new'],
      'green',
    ],
    ['a folder that is not there', ['/nowhere', ...network, '--out', '@new'], '/nowhere'],
    ['a misspelt config', ['--config', '@config', '--out', '@new'], 'Did you mean'],
  ])('%s', async (_, args, message) => {
    await writeFile(
      path('config.json'),
      JSON.stringify({ data: 'mnist-digits', modle: 'resnet20', epochs: 1, head: { kind: 'multi-class' } }),
    );
    const files: Record<string, string> = {
      '@data': path('data'),
      '@new': path('new'),
      '@config': path('config.json'),
    };
    const { code, err } = await convzoo('train', ...args.map((arg) => files[arg] ?? arg));
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  test.each([
    [['--method', 'gradcan'], 'Did you mean "gradcam"?'],
    [['--tap', 'layer9'], 'layer3.2.relu'],
    [['--class', 'green'], 'green'],
  ])('explain %j', async (args, message) => {
    const image = path('data', 'test', 'red', '1.png');
    const weights = ['--weights', path('run', 'model.safetensors'), '--out', path('explained')];
    const { code, err } = await convzoo('explain', image, ...network, ...weights, ...args);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});
