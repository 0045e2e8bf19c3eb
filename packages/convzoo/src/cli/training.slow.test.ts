import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '@convzoo/gradcam/overlay';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convzoo } from '../fixtures/command.js';

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

const network = ['--model', 'resnet20', '--width', '0.25', '--size', '16'];

describe('train, then everything with what it learnt', () => {
  test('trains on a folder and leaves a run behind', async () => {
    const options = ['--epochs', '3', '--batch', '8', '--seed', '1', '--out', path('run')];
    const { code, out, err } = await convzoo('train', path('data'), ...network, ...options);
    expect(code, err).toBe(0);
    expect(out).toMatch(/^accuracy (1\.0000|0\.9\d+)$/m);
    expect(await readdir(path('run'))).toEqual(
      expect.arrayContaining([
        'README.md',
        'checkpoints',
        'config.json',
        'log.jsonl',
        'metrics.json',
        'model.safetensors',
        'report.html',
        'tensorboard',
        'train.json',
      ]),
    );
    expect(JSON.parse(await readFile(path('run', 'train.json'), 'utf8'))).toMatchObject({
      model: 'resnet20',
      modelOptions: { inputShape: [16, 16], width: 0.25 },
      epochs: 3,
      seed: 1,
    });
  });

  test('evaluates it by its folder, on the images that it names, and says which', async () => {
    const { code, out, err } = await convzoo('evaluate', path('run'), '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { split, samples, metrics } = JSON.parse(out);
    expect({ split, samples }).toEqual({ split: 'test', samples: 48 });
    const run = JSON.parse(await readFile(path('run', 'metrics.json'), 'utf8'));
    expect(metrics).toEqual(run.metrics);
    const named = await convzoo(
      'evaluate',
      path('data'),
      '--model',
      path('run', 'model.safetensors'),
      '--json',
    );
    expect(named.out).toBe(out);
  });

  test('evaluates the split that is asked for', async () => {
    const { out } = await convzoo('evaluate', path('run'), '--split', 'train', '--json');
    expect(JSON.parse(out)).toMatchObject({ split: 'train, without the validation images', samples: 43 });
    const validation = await convzoo('evaluate', path('run'), '--split', 'validation', '--json');
    expect(JSON.parse(validation.out)).toMatchObject({
      split: 'validation, 10 % of the training images as in training (seed 1)',
      samples: 5,
    });
    const unknown = await convzoo('evaluate', path('run'), '--split', 'tset');
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('train, validation, test') });
  });

  test('evaluates its ONNX file, to the same numbers', async () => {
    await convzoo('export', '--model', path('run'), '--out', path('run.onnx'));
    const [network, file] = await Promise.all(
      ['run', 'run.onnx'].map(async (name) => {
        const { out } = await convzoo('evaluate', path('data'), '--model', path(name), '--json');
        return JSON.parse(out);
      }),
    );
    expect(file.samples).toBe(48);
    expect(file.loss).toBeCloseTo(network.loss, 4);
    expect(file.metrics.accuracy).toBe(network.metrics.accuracy);
  });

  test('does not measure it on classes that it lacks', async () => {
    await cp(path('data', 'test', 'red'), path('other-data', 'crimson'), { recursive: true });
    await cp(path('data', 'test', 'blue'), path('other-data', 'blue'), { recursive: true });
    const { code, err } = await convzoo('evaluate', path('other-data'), '--model', path('run'));
    expect(code).toBe(1);
    expect(err).toMatch(/classes that the model has \(blue, red\), found crimson\. .*--labels/);
  });

  test('refuses what its file contradicts', async () => {
    const image = path('data', 'test', 'red', '3.png');
    const { code, out, err } = await convzoo('classify', image, '--model', path('run'), '--size', '32');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/resnet20 .*16x16x3.*32,32/);
  });

  test('classifies by the classes that the weights name', async () => {
    const image = path('data', 'test', 'red', '3.png');
    const { out } = await convzoo('classify', image, '--model', path('run'), '--top', '1');
    expect(out).toMatch(/3\.png: red \d/);
  });

  test('lists its layers', async () => {
    const { out } = await convzoo('summary', '--model', path('run'), '--json');
    const { layers } = JSON.parse(out);
    expect(layers[0].outputShape).toEqual([16, 16, 3]);
    expect(layers.at(-1).outputShape).toEqual([2]);
  });

  test('explains it with pictures and a page, a picture for each image, class and method', async () => {
    await cp(path('data', 'test', 'red', '3.png'), path('again', '3.png'));
    const images = [path('data', 'test', 'blue', '3.png'), path('again', '3.png')];
    const options = ['--method', 'gradcam,eigencam', '--class', 'red,blue', '--out', path('explained')];
    const { code, out } = await convzoo('explain', ...images, '--model', path('run'), ...options);
    expect(code).toBe(0);
    expect(out).toBe(`${path('explained', 'index.html')}\n`);
    const names = ['eigencam.blue', 'eigencam.red', 'gradcam.blue', 'gradcam.red'];
    expect((await readdir(path('explained'))).sort()).toEqual(
      [...names.flatMap((name) => [`3.png.${name}-2.png`, `3.png.${name}.png`]), 'index.html'].sort(),
    );
  });

  test('cannot explain an ONNX file, and says what can', async () => {
    const { code, err } = await convzoo(
      'explain',
      path('data', 'test', 'red', '3.png'),
      '--model',
      path('run.onnx'),
    );
    expect(code).toBe(1);
    expect(err).toContain('can only be run');
  });

  test('exports it to ONNX, and to a smaller file in int8', async () => {
    const from = ['--model', path('run')];
    const float = await convzoo('export', ...from, '--out', path('float.onnx'));
    const calibration = ['--int8', '--calibration', path('data', 'train')];
    const int8 = await convzoo('export', ...from, '--out', path('int8.onnx'), ...calibration);
    expect([float.code, int8.code]).toEqual([0, 0]);
    expect(int8.err).toMatch(/int8 agrees with float on (9\d\.\d|100\.0) % of 12 images/);
    expect(int8.err).toMatch(/accuracy on them: float (9\d\.\d|100\.0) %, int8 (9\d\.\d|100\.0) %/);
    const size = async (name: string): Promise<number> => (await readFile(path(name))).length;
    expect(await size('int8.onnx')).toBeLessThan(await size('float.onnx'));
  });

  test('int8 needs images', async () => {
    const from = ['--model', path('run')];
    const { code, err } = await convzoo('export', ...from, '--out', path('x.onnx'), '--int8');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--calibration') });
  });

  test('another run does not go over it', async () => {
    const { code, err } = await convzoo('train', path('data'), ...network, '--out', path('run'));
    expect(code).toBe(2);
    expect(err).toContain('Resume that run, or choose another directory');
  });

  test('its backbone starts another task', async () => {
    const options = ['--head', 'single-class', '--class', 'red', '--epochs', '1', '--model', path('run')];
    const { code, out, err } = await convzoo('train', path('data'), ...options, '--out', path('other'));
    expect(code, err).toBe(0);
    expect(err).toContain(
      `fine-tuning from ${path('run')}, training what follows layer3.2.relu for 1 epoch: ` +
        'adamw, learning rate 0.001, augmentation crop-flip',
    );
    expect(JSON.parse(await readFile(path('other', 'train.json'), 'utf8'))).toMatchObject({
      head: { kind: 'binary', class: 'red' },
      optimizer: { kind: 'adamw' },
      learningRate: 0.001,
      freezing: [{ epoch: 0, upTo: 'layer3.2.relu' }],
    });
    expect(out).toMatch(/^rocAuc /m);
    const evaluated = await convzoo('evaluate', path('other'));
    expect(evaluated.out).toContain(out.match(/^rocAuc .*$/m)![0]);
  });
});

describe('mistakes', () => {
  const inFolder = (arg: string): string => (arg.startsWith('@') ? path(arg.slice(1)) : arg);

  test.each([
    [['@data', ...network], '--weights'],
    [[...network, '--weights', '@run/model.safetensors', '--size', '17'], '17'],
    [['--model', '@tiny.onnx'], 'DATA'],
  ])('evaluate %j', async (args, message) => {
    await cp(path('run.onnx'), path('tiny.onnx'));
    const { code, err } = await convzoo('evaluate', ...args.map(inFolder));
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test.each([
    ['no data', [...network, '--out', '@new'], 2, 'a dataset'],
    ['no model', ['@data', '--out', '@new'], 2, 'model'],
    ['an unknown head', ['@data', ...network, '--head', 'soft', '--out', '@new'], 2, 'multi-label'],
    [
      'a class that is not there',
      ['@data', ...network, '--head', 'binary', '--class', 'green', '--out', '@new'],
      2,
      'green',
    ],
    ['a folder that is not there', ['/nowhere', ...network, '--out', '@new'], 1, '/nowhere'],
    ['a number out of range', ['@data', ...network, '--ema', '1', '--out', '@new'], 2, '--ema: expected'],
    ['a misspelled choice', ['@data', ...network, '--schedule', 'cosin', '--out', '@new'], 2, '"cosine"?'],
    ['a misspelled field', ['--config', '@config.json', '--out', '@new'], 2, 'Did you mean'],
  ])('train: %s', async (_, args, expected, message) => {
    const config = { data: 'mnist-digits', model: 'resnet20', epocs: 1, head: { kind: 'multi-class' } };
    await writeFile(path('config.json'), `\uFEFF${JSON.stringify(config)}`);
    const { code, err } = await convzoo('train', ...args.map(inFolder));
    expect(err).toContain(message);
    expect(code).toBe(expected);
  });

  test.each([
    [['--method', 'gradcan'], 'Did you mean "gradcam"?'],
    [['--method', 'gradcam,constructor'], 'constructor'],
    [['--tap', 'layer9'], 'layer3.2.relu'],
    [['--class', 'green'], 'green'],
    [['--class', 'red,'], 'separated by commas'],
  ])('explain %j', async (args, message) => {
    const image = path('data', 'test', 'red', '1.png');
    const { code, err } = await convzoo(
      'explain',
      image,
      '--model',
      path('run'),
      '--out',
      path('new'),
      ...args,
    );
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
