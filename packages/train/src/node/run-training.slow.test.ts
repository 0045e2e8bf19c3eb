import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describedHead, type ImageClassifier, multiClassHead, parseModelDescription } from '@convzoo/core';
import { createDataset, openDataset } from '@convzoo/data';
import { progressOn } from '@convzoo/report/terminal';
import { useRuntime } from '@convzoo/runtime';
import { loadWeights } from '@convzoo/weights';
import { encode } from 'fast-png';
import { parseHTML } from 'linkedom';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunData } from '../config/prepare-data.js';
import { evaluate } from '../evaluate.js';
import { mountSmallDisk } from '../fixtures/small-disk.js';
import { smallNet } from '../fixtures/small-net.js';
import { listCheckpoints } from './checkpoints.node.js';
import { readJsonLines } from './json-lines.node.js';
import { type RunOptions, runTraining } from './run-training.node.js';

beforeAll(async () => {
  await useRuntime('wasm');
});

let root = '';
let classifier: ImageClassifier;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convzoo-run-'));
  classifier = smallNet({ head: multiClassHead(['dark', 'bright']), inputShape: [8, 8, 1] });
});
afterEach(async () => {
  classifier.dispose();
  await rm(root, { recursive: true });
});

/** A folder of small PNG images of mixed sizes and modes, dark and bright noise, in two splits. */
async function makeData(): Promise<RunData> {
  for (let i = 0; i < 28; i++) {
    const [split, name] = [i < 20 ? 'train' : 'val', i % 2 === 0 ? 'dark' : 'bright'];
    const channels = ([1, 3, 1, 4] as const)[i % 4]!;
    const [width, height] = [12 + (i % 3), 12];
    // Alpha is opaque where there is any.
    const data = Uint8Array.from({ length: width * height * channels }, (_, p) =>
      channels === 4 && p % 4 === 3 ? 255 : ((i * 31 + p * 17) % 100) + (i % 2) * 100,
    );
    mkdirSync(join(root, 'data', split, name), { recursive: true });
    const png = encode({ data, width, height, channels });
    writeFileSync(join(root, 'data', split, name, `${i}.png`), png);
  }
  const { train, validation } = await openDataset(join(root, 'data'));
  return { train: train!, validation: validation! };
}

async function run(options: Partial<RunOptions> = {}) {
  const printed: string[] = [];
  const data = options.data ?? (await makeData());
  const directory = join(root, 'out');
  const result = await runTraining(classifier, {
    directory,
    data,
    training: { epochs: 3, batchSize: 4, optimizer: { kind: 'adamw' } },
    progress: progressOn({ write: (text) => printed.push(text) }),
    ...options,
  });
  return { result, printed, directory };
}

describe('a run', () => {
  test('leaves checkpoints, the best model, a log, events, metrics and a report', async () => {
    const { result, printed, directory } = await run({ checkpointEvery: 2, keepCheckpoints: 3 });
    expect((await readdir(directory)).toSorted()).toEqual([
      'README.md',
      'checkpoints',
      'config.json',
      'log.jsonl',
      'metrics.json',
      'model.safetensors',
      'report.html',
      'tensorboard',
    ]);
    expect(await readdir(join(directory, 'checkpoints'))).toEqual([
      'step-000000012-epoch-00003',
      'step-000000014-epoch-00003',
      'step-000000015-epoch-00004',
    ]);
    const log = readJsonLines(join(directory, 'log.jsonl'));
    expect(log.filter(({ type }) => type === 'step').map(({ step }) => step)).toEqual(
      Array.from({ length: 15 }, (_, i) => i + 1),
    );
    expect(log.filter(({ type }) => type === 'epoch')).toHaveLength(3);
    expect(log.at(-1)).toMatchObject({ type: 'test', evaluatedOn: 'validation' });
    const [events] = await readdir(join(directory, 'tensorboard'));
    expect(events).toMatch(/^events\.out\.tfevents\.\d+\./);
    const metrics = JSON.parse(await readFile(join(directory, 'metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({ ended: 'finished', steps: 15, metrics: result.evaluation!.metrics });
    expect(printed.filter((line) => line.startsWith('epoch'))).toHaveLength(3);
  });

  test('keeps the best weights, with what is needed to build the classifier again', async () => {
    const { result, directory } = await run();
    const { stateDict, metadata } = await loadWeights(join(directory, 'model.safetensors'));
    const description = parseModelDescription(metadata, directory)!;
    expect(description.architecture).toEqual({ name: 'small-net', options: { inputShape: [8, 8, 1] } });
    expect(description.head).toEqual({ kind: 'multi-class', classes: ['dark', 'bright'] });
    expect(description.preprocessing).toEqual(classifier.preprocessing);
    expect(description.versions).toMatchObject({
      '@convzoo/train': expect.stringMatching(/^\d+\.\d+\.\d+/),
      '@tensorflow/tfjs-core': expect.stringMatching(/^4\./),
      node: process.versions.node,
    });
    const { convzoo } = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
    expect(convzoo).toEqual(description);
    const head = describedHead(description);
    const again = smallNet({ head, inputShape: [8, 8, 1], weights: stateDict });
    const { metrics } = await evaluate(again, (await makeData()).validation!);
    again.dispose();
    expect(metrics.accuracy).toBe(result.best!.value);
  });

  test('shows its worst mistakes with their explanations', async () => {
    const data = await makeData();
    // A bright image among the dark ones.
    copyFileSync(join(root, 'data/val/bright/21.png'), join(root, 'data/val/dark/<b>.png'));
    const { validation } = await openDataset(join(root, 'data'));
    const seen: number[][] = [];
    const { directory } = await run({
      data: { ...data, validation: validation! },
      training: { epochs: 8, batchSize: 4, optimizer: { kind: 'adamw' }, learningRate: 0.01 },
      facts: { data: 'tests & <examples>' },
      heatMaps: {
        name: 'Grad-CAM',
        layer: 'last',
        colors: ['black', 'white'],
        draw: async ({ view, input }) => {
          seen.push([view.width, view.height, input.length]);
          return { layer: view, target: 'bright', maximum: 2 };
        },
      },
    });
    const html = await readFile(join(directory, 'report.html'), 'utf8');
    const { document } = parseHTML(html);
    expect(seen).toEqual(Array.from({ length: validation!.samples.length }, () => [8, 8, 64]));
    expect(html).toContain('dark/&lt;b&gt;.png');
    expect(html).toContain('tests &amp; &lt;examples&gt;');
    expect(html).not.toContain('<b>.png');
    expect(document.querySelectorAll('.chart')).toHaveLength(4);
    const mistakes = [...document.querySelectorAll('#mistakes figcaption')].map((one) => one.textContent);
    expect(mistakes).toEqual([expect.stringMatching(/Grad-CAM for bright\s*0\s*2\.0\s*.*dark\/<b>\.png/)]);
    expect(document.querySelector('button[aria-label="1 of “dark” called “bright”"]')).not.toBeNull();
    expect(document.querySelector('[popover]#cell-0-1')?.textContent).toContain('dark/<b>.png');
    // Nothing is loaded from elsewhere.
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
  });

  test('reports unreadable images and images that lie in both splits', async () => {
    await makeData();
    writeFileSync(join(root, 'data/train/dark/broken.png'), 'not an image');
    copyFileSync(join(root, 'data/train/dark/0.png'), join(root, 'data/val/dark/0.png'));
    const { train, validation } = await openDataset(join(root, 'data'));
    const data = { train: train!, validation: validation! };
    const { printed, directory } = await run({ data });
    const broken = join(root, 'data/train/dark/broken.png');
    expect(printed.filter((line) => line.includes(broken))).toHaveLength(1);
    const html = await readFile(join(directory, 'report.html'), 'utf8');
    expect(html).toContain(`${broken} could not be read`);
    expect(html).toContain('the same image lies in several splits');
    expect(readJsonLines(join(directory, 'log.jsonl')).some(({ type }) => type === 'unreadable')).toBe(true);
    await expect(run({ data, strict: true, directory: join(root, 'strict') })).rejects.toThrow(broken);
  });

  test('does not write over another run, unless it is to be resumed', async () => {
    const { directory, result } = await run();
    await expect(run()).rejects.toThrow('Resume that run, or choose another directory.');
    const log = await readFile(join(directory, 'log.jsonl'), 'utf8');
    const again = await run({ resume: true });
    expect(again.result.history).toEqual(result.history);
    expect(again.printed[0]).toBe('resumed after step 15\n');
    const steps = (text: string) => text.split('\n').filter((line) => line.includes('"step",'));
    expect(steps(await readFile(join(directory, 'log.jsonl'), 'utf8'))).toEqual(steps(log));
  });

  test('that is resumed with more epochs says where it resumes and what changed, past a damaged checkpoint', async () => {
    const training: RunOptions['training'] = { epochs: 1, batchSize: 4, learningRate: 0.01 };
    const data = await makeData();
    const { directory } = await run({ data, training, checkpointEvery: 3 });
    const [newest] = await listCheckpoints(join(directory, 'checkpoints'));
    await writeFile(join(newest!, 'progress.json'), '');
    const more = await run({ data, training: { ...training, epochs: 3, learningRate: 0.02 }, resume: true });
    expect(more.result).toMatchObject({ ended: 'finished', steps: 15 });
    expect(more.printed.slice(0, 3)).toEqual([
      'resumed after step 3\n',
      expect.stringContaining('a newer checkpoint is damaged and was passed over: '),
      'the learning rate is 0.02 now; it was 0.01\n',
    ]);
  });

  test('keeps its own config, and says how its weights were trained', async () => {
    const config = { data: 'photos', model: 'small-net', head: { kind: 'multi-class' }, epochs: 1 } as const;
    const { directory } = await run({ config });
    await rm(join(directory, 'checkpoints'), { recursive: true });
    const { result } = await run({ config: { ...config, data: 'others' } });
    expect(JSON.parse(await readFile(join(directory, 'train.json'), 'utf8')).data).toBe('others');
    const { metadata } = await loadWeights(join(directory, 'model.safetensors'));
    expect(parseModelDescription(metadata, 'model')!.training).toEqual({
      data: 'others',
      epochs: 3,
      evaluatedOn: 'validation',
      images: 8,
      metrics: result.evaluation!.metrics,
    });
  });

  test('warns of validation that is too small to mean anything, and of what the data left out', async () => {
    await makeData();
    writeFileSync(join(root, 'data/train/dark/photo.bmp'), 'BM');
    const { train, validation } = await openDataset(join(root, 'data'));
    const { printed } = await run({ data: { train: train!, validation: validation! } });
    expect(printed.slice(0, 2)).toEqual([
      expect.stringContaining('1 file was skipped because of its extension (1 .bmp)'),
      expect.stringContaining('there are only 8 validation images'),
    ]);
  });

  test('that a full disk stops at its log is an error with a code', async ({ skip }) => {
    const small = mountSmallDisk(join(root, 'disk'), 1500);
    if (small === undefined) return skip('mounting a small file system needs root');
    try {
      const fill = () => {
        for (let i = 0; i < 400; i++) appendFileSync(join(small, 'filler'), Buffer.alloc(4096));
      };
      const training: RunOptions['training'] = { epochs: 3, batchSize: 4 };
      const data = await makeData();
      const illFated = data.train.samples.map((sample, i) => ({
        ...sample,
        load: async () => {
          if (i === 7) expect(fill).toThrow('ENOSPC');
          return await sample.load();
        },
      }));
      const train = createDataset(data.train.classes, illFated);
      const attempt = run({ data: { ...data, train }, training, directory: join(small, 'out') });
      await expect(attempt).rejects.toMatchObject({ code: 'file-error' });
    } finally {
      spawnSync('umount', [small]);
    }
  });

  test('that is interrupted saves and makes no report', async () => {
    const controller = new AbortController();
    const training: RunOptions['training'] = { epochs: 3, batchSize: 4, signal: controller.signal };
    controller.abort();
    const { result, printed, directory } = await run({ training });
    expect([result.ended, result.steps, result.evaluation]).toEqual(['interrupted', 1, undefined]);
    expect(await listCheckpoints(join(directory, 'checkpoints'))).not.toEqual([]);
    expect(existsSync(join(directory, 'report.html'))).toBe(false);
    expect(printed.at(-1)).toBe('interrupted after step 1; the run can be resumed\n');
  });
});

test('interrupted while it measures, a run is resumed with the measuring', async () => {
  const data = await makeData();
  const whole = await run({ data, directory: join(root, 'whole') });
  const controller = new AbortController();
  let loads = 0;
  const abortingSamples = data.validation!.samples.map((sample) => ({
    ...sample,
    load: async () => {
      // The second validation, which follows the tenth step.
      if (++loads === 12) controller.abort(new Error('enough'));
      return await sample.load();
    },
  }));
  const validation = createDataset(data.train.classes, abortingSamples);
  classifier.dispose();
  classifier = smallNet({ head: multiClassHead(['dark', 'bright']), inputShape: [8, 8, 1] });
  const training: RunOptions['training'] = { epochs: 3, batchSize: 4, optimizer: { kind: 'adamw' } };
  const stopped = await run({
    data: { ...data, validation },
    training: { ...training, signal: controller.signal },
  });
  expect([stopped.result.ended, stopped.result.steps, stopped.result.history.length]).toEqual([
    'interrupted',
    10,
    1,
  ]);
  const resumed = await run({ data, resume: true });
  expect(resumed.result).toEqual(whole.result);
  const epochs = readJsonLines(join(resumed.directory, 'log.jsonl')).filter(({ type }) => type === 'epoch');
  expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
});

describe('a directory that cannot be used is an error before anything is computed', () => {
  const never = () => {
    throw new Error('computed');
  };

  test('a file in its place', async () => {
    const data = await makeData();
    const directory = join(root, 'data/val/dark/20.png');
    const attempt = run({ data: { train: { ...data.train, [Symbol.asyncIterator]: never } }, directory });
    await expect(attempt).rejects.toMatchObject({ code: 'file-error' });
    await expect(attempt).rejects.toThrow('expected a directory that can be written');
  });

  test('too little room', async ({ skip }) => {
    const small = mountSmallDisk(join(root, 'disk'), 64);
    if (small === undefined) return skip('mounting a small file system needs root');
    try {
      await expect(run({ directory: join(small, 'out') })).rejects.toThrow(
        /expected room for checkpoints, \d+ MB, found 1 MB free\. Free some space/,
      );
    } finally {
      spawnSync('umount', [small]);
    }
  });
});
