import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { saveWeights } from '@convzoo/weights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convzoo, runCommand } from '../fixtures/command.js';

const photo = new URL('../../../data/fixtures/chelsea.jpg', import.meta.url);
let folder = '';
const path = (name: string): string => join(folder, name);
const small = ['--model', 'resnet20', '--width', '0.25', '--runtime', 'wasm'];

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
  const four = ['--weights', path('four.safetensors'), '--labels', path('labels.txt')];
  await convzoo('export', ...small, ...four, '--out', path('four.onnx'));
});
afterAll(() => rm(folder, { recursive: true }));

/** `@name` is a file of the folder. */
const inFolder = (arg: string): string => (arg.startsWith('@') ? path(arg.slice(1)) : arg);

describe('export and classify', () => {
  test('an exported file classifies as the network does', async () => {
    const weights = ['--weights', path('four.safetensors'), '--labels', path('labels.txt')];
    const json = async (
      ...args: string[]
    ): Promise<{ predictions: { label: string; score: number }[] }[]> => {
      const { code, out, err } = await convzoo('classify', path('cat.jpg'), ...args, '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return JSON.parse(out);
    };
    const [expected, found] = [await json(...small, ...weights), await json('--model', path('four.onnx'))];
    expect(found[0]!.predictions.map(({ label }) => label)).toEqual(
      expected[0]!.predictions.map(({ label }) => label),
    );
    for (const [i, { score }] of found[0]!.predictions.entries()) {
      expect(score).toBeCloseTo(expected[0]!.predictions[i]!.score, 4);
    }
  });

  test('a model of a Triton repository holds the same file, its configuration and its labels', async () => {
    const weights = ['--weights', path('four.safetensors'), '--labels', path('labels.txt')];
    const { code, err } = await convzoo('export', ...small, ...weights, '--triton', path('models/animals'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const read = (name: string): Promise<string> => readFile(path(`models/animals/${name}`), 'latin1');
    expect(await read('1/model.onnx')).toBe(await readFile(path('four.onnx'), 'latin1'));
    expect(await read('labels.txt')).toBe('cat\ndog\ncow\npig\n');
    expect(await read('config.pbtxt')).toContain('dims: [32, 32, 3]');
    expect((await convzoo('export', ...small, ...weights)).err).toContain('--triton');
  });

  test('a folder for PyTorch takes all from the run, and nothing else is ignored', async () => {
    const torch = ['export', '--model', path('run'), '--torch', path('torch')];
    for (const flags of [['--int8'], ['--out', path('x.onnx')], ['--width', '0.5']]) {
      expect((await convzoo(...torch, ...flags)).err).toContain(`beside it, found ${flags[0]}`);
    }
    const { err } = await convzoo('export', ...small, '--out', path('x.onnx'), '--epochs', '3');
    expect(err).toContain('expected it beside --torch only, found 3');
  });

  test.each([
    [
      'labels beside an ONNX file',
      ['--model', '@four.onnx', '--labels', '@labels.txt'],
      2,
      'describes itself',
    ],
    ['a size beside an ONNX file', ['--model', '@four.onnx', '--size', '32'], 2, 'describes itself'],
    ['a missing ONNX file', ['--model', 'x.onnx'], 1, 'no such file or folder'],
    ['a file that is not an ONNX model', ['--model', '@garbage.onnx'], 1, 'garbage.onnx'],
    ['a network without weights', ['--model', 'resnet20'], 2, '--weights FILE'],
  ])('%s is an error', async (_, args, expected, message) => {
    await writeFile(path('garbage.onnx'), 'no model');
    const { code, out, err } = await convzoo('classify', path('cat.jpg'), ...args.map(inFolder));
    expect({ code, out }).toEqual({ code: expected, out: '' });
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

  const four = ['--weights', '@four.safetensors'];
  test.each([
    ['an unknown model', ['--model', 'resnt20', '--weights', 'x'], 2, 'Did you mean "resnet20"?'],
    ['a name of Object’s', ['--model', 'constructor'], 2, '"constructor"'],
    ['unknown weights', ['--model', 'resnet50', '--weights', 'imagenet1k_v9'], 2, 'imagenet1k_v2'],
    ['weights named constructor', ['--model', 'resnet50', '--weights', 'constructor'], 2, 'imagenet1k_v2'],
    ['missing weights', [...small, '--weights', 'nowhere.pth'], 1, 'nowhere.pth'],
    ['a head of another size', [...small, ...four, '--head', 'binary'], 1, 'found 4'],
    ['an unknown head', [...small, ...four, '--head', 'relu'], 2, 'multi-class, softmax, multi-label'],
    ['labels of another number', [...small, ...four, '--labels', '@labels.json'], 1, '4 class names'],
    ['labels that repeat', [...small, ...four, '--labels', '@twice.txt'], 2, '"cat" twice'],
    ['weights of another width', ['--model', 'resnet20', '--runtime', 'wasm', ...four], 1, 'conv1.weight'],
    ['an option that the family lacks', [...small, ...four, '--option', 'neck=cifar'], 2, 'variant, stem'],
    ['a value that the option lacks', [...small, ...four, '--option', 'variant=v3'], 2, 'v1, v1.5, v2'],
    ['an option without value', [...small, ...four, '--option', 'variant'], 2, 'name=value'],
    ['top 0', [...small, ...four, '--top', '0'], 2, 'a whole number of at least 1'],
    ['a size of no pixels', [...small, ...four, '--size', '0'], 2, 'such as 224'],
    ['an unknown preset', [...small, ...four, '--preprocessing', 'imagnet'], 2, 'Did you mean "imagenet"?'],
  ])('%s is an error', async (_, args, expected, message) => {
    await writeFile(path('twice.txt'), 'cat\ndog\ncow\ncat\n');
    const { code, out, err } = await convzoo('classify', path('cat.jpg'), ...args.map(inFolder));
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: expected, out: '' });
  });

  test('images that do not exist do not hide those that do', async () => {
    const images = [path('nothing.jpg'), path('cat.jpg'), path('*.gif')];
    const { code, out, err } = await convzoo(
      'classify',
      ...images,
      ...small,
      '--weights',
      path('four.safetensors'),
      '--json',
    );
    expect(code).toBe(1);
    expect(err.match(/^convzoo: .*(nothing\.jpg|gif): expected/gm)).toHaveLength(2);
    expect(JSON.parse(out)).toEqual([
      { image: path('nothing.jpg'), error: expect.stringContaining('no such file') },
      { image: path('*.gif'), error: expect.stringContaining('no image that matches') },
      { image: path('cat.jpg'), predictions: expect.any(Array) },
    ]);
  });

  test('control characters of files and classes are escaped', async () => {
    await cp(photo, path('\u001b[31mred\nconvzoo: forged.jpg'));
    await writeFile(
      path('evil.json'),
      JSON.stringify(['\u001b]0;title\u0007', '\u202egpj', 'a\nb', 'c\u0085']),
    );
    const flags = ['--weights', path('four.safetensors'), '--labels', path('evil.json')];
    const plain = await convzoo('classify', path('\u001b*.jpg'), ...small, ...flags);
    expect(plain.code).toBe(0);
    expect(plain.out).toMatch(/^[^\p{Cc}\p{Bidi_Control}]*\n$/u);
    expect(plain.out).toContain('\\u001b[31mred\\u000aconvzoo: forged.jpg: ');
    const { out } = await convzoo('classify', path('\u001b*.jpg'), ...small, ...flags, '--json');
    expect(out).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    const labels = JSON.parse(out)[0].predictions.map(({ label }: { label: string }) => label);
    expect(labels).toEqual(expect.arrayContaining(['\u202egpj', 'c\u0085']));
  });

  test('no image is an error', async () => {
    const { code, err } = await convzoo('classify', path('nothing.jpg'), ...small, '--weights', 'x');
    expect(code).toBe(1);
    expect(err).toContain('nothing.jpg');
  });
});

describe('misuse', () => {
  test.each([[['clasify']], [['classify']], [['summary']], [['models', '--yaml']], [[]]])(
    '%j exits with 2',
    async (args) => {
      const { code, err } = await convzoo(...args);
      expect(code).toBe(2);
      expect(err).toMatch(/error:|Usage:|expected/);
    },
  );

  test('a misspelled command is not taken for an image', async () => {
    expect((await convzoo('clasify')).err).toContain('Did you mean classify?');
  });

  test('an image alone is classified', async () => {
    const { code, out } = await convzoo(path('cat.jpg'), '--model', path('four.onnx'));
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('cat.jpg: ') });
    const flagsFirst = await convzoo('--model', path('four.onnx'), path('cat.jpg'));
    expect(flagsFirst.out).toBe(out);
  });

  test('help exits with 0', async () => {
    const { code, out } = await convzoo('--help');
    expect(code).toBe(0);
    expect(out).toContain('classify');
  });
});

describe('input and output', () => {
  const four = ['--model', '@four.onnx'];
  const from = (bytes: Uint8Array | string) => ({
    input: async () => (typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes),
  });

  test('an image comes through standard input', async () => {
    const bytes = await readFile(photo);
    const { code, out } = await runCommand(['-', ...four.map(inFolder), '--json'], from(bytes));
    const file = await convzoo('classify', path('cat.jpg'), ...four.map(inFolder), '--json');
    expect(code).toBe(0);
    const [first] = JSON.parse(out);
    expect(first).toEqual({ ...JSON.parse(file.out)[0], image: '-' });
  });

  test('what is no image there is said to be none', async () => {
    const { code, err } = await runCommand(['classify', '-', ...four.map(inFolder)], from('no image'));
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^convzoo: -: expected an image/) });
  });

  test('names come from a file or through standard input, one per line', async () => {
    const names = `${path('cat.jpg')}\n${path('nothing.jpg')}\r\n`;
    await writeFile(path('names.txt'), names);
    const piped = await runCommand(['classify', '--files-from', '-', ...four.map(inFolder)], from(names));
    const listed = await convzoo('classify', '--files-from', path('names.txt'), ...four.map(inFolder));
    expect(piped).toEqual(listed);
    expect(listed.code).toBe(1);
    expect(listed.out).toMatch(/^\S+cat\.jpg: /);
  });

  test('standard input cannot be an image and a list of names', async () => {
    const { code, err } = await convzoo('classify', '-', '--files-from', '-', ...four.map(inFolder));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('either an image or a list') });
  });

  test('quiet leaves results and errors', async () => {
    const args = [path('cat.jpg'), path('nothing.jpg'), ...four.map(inFolder)];
    const loud = await runCommand(args, { interactive: true });
    const quiet = await runCommand([...args, '--quiet'], { interactive: true });
    expect(loud.err).toContain('Next');
    expect(quiet.err.split('\n')).toEqual([expect.stringMatching(/nothing\.jpg: expected/), '']);
    expect(quiet.out).toBe(loud.out);
  });

  test('colors are for a terminal that has them, and the only control characters', async () => {
    const args = [path('cat.jpg'), ...four.map(inFolder), '--top', '1'];
    const plain = await convzoo(...args);
    const colored = await runCommand(args, { colors: { out: true, err: true } });
    expect(plain.out).not.toContain('\u001b');
    const [, label = ''] = /cat\.jpg: (.+)\n$/.exec(plain.out) ?? [];
    expect(colored.out).toBe(plain.out.replace(label, `\u001b[32m${label}\u001b[39m`));
    expect((await runCommand(['--help'], { colors: { out: true, err: true } })).out).toContain(
      '\u001b[1mUsage:',
    );
    expect((await convzoo('--help')).out).not.toContain('\u001b');
  });

  test('every command has --json and --quiet, with an example each', async () => {
    const { out } = await convzoo('completions', 'fish');
    const names = [...out.matchAll(/-n __fish_use_subcommand -a (\S+)/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const { out: help } = await convzoo(name, '--help');
      expect(help, name).toContain('Examples:\n');
      const [options = '', examples = ''] = help.split('Examples:\n');
      const commands = [...options.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, command]) => command!);
      for (const flag of ['--json', '--quiet']) {
        for (const command of commands) {
          expect((await convzoo(name, command, '--help')).out, `${name} ${command}`).toContain(flag);
        }
        if (commands.length > 0) continue;
        expect(options, name).toContain(flag);
        expect(examples, name).toContain(`${flag} `);
      }
    }
  });
});
