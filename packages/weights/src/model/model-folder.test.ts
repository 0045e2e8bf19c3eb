import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelDescription, Preprocessing, StateDict, TimmModel } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closedForm, fixture } from '../fixtures/fixtures.js';
import { saveWeights } from '../save.js';
import { describeTimm, type KnownArchitecture } from './describe-timm.js';
import { loadModel } from './load-model.js';
import { timmConfig } from './timm-config.js';
import { fromTimmInput, timmInput } from './timm-preprocessing.js';
import { writeModelFolder } from './write-model-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-model-'));
});
afterEach(() => rm(folder, { recursive: true }));

const preprocessing: Preprocessing = {
  resize: 73,
  interpolation: 'bicubic',
  crop: [64, 64],
  scale: 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  channelOrder: 'rgb',
};
const description: ModelDescription = {
  schema: 1,
  architecture: { name: 'resnet18', package: '@convzoo/resnet', options: { inputShape: [64, 64, 3] } },
  head: { kind: 'multi-label', classes: ['dog', 'sofa'], thresholds: [0.25, 0.75] },
  preprocessing,
  training: { epochs: 3 },
  versions: { '@convzoo/core': '0.1.0' },
};
const resnet18: TimmModel = { name: 'resnet18', features: 512, firstConv: 'conv1', classifier: 'fc' };
const stateDict: StateDict = new Map([
  ['head.fc.weight', { ...closedForm([2, 3]) }],
  ['head.fc.bias', { ...closedForm([2]) }],
]);

const architectures: KnownArchitecture[] = [
  { name: 'resnet18', package: '@convzoo/resnet', timm: resnet18 },
  { name: 'resnet34', package: '@convzoo/resnet', timm: { ...resnet18, name: 'resnet34' } },
  { name: 'resnet50', package: '@convzoo/resnet', timm: { ...resnet18, name: 'resnet50', features: 2048 } },
  {
    name: 'resnet18',
    package: '@convzoo/resnet',
    timm: { ...resnet18, name: 'resnetv2_18', options: { variant: 'v2' } },
  },
  { name: 'vgg11', timm: { ...resnet18, name: 'vgg11', options: { neck: 'imagenet' } } },
];

const config = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));

describe('a folder written here', () => {
  test('gives back weights and description', async () => {
    await writeModelFolder(folder, { stateDict, description, timm: resnet18 });
    const loaded = await loadModel(folder);
    expect(loaded.description).toEqual(description);
    expect(loaded.stateDict).toEqual(stateDict);
  });

  test('may be given as its files', async () => {
    await writeModelFolder(folder, { stateDict, description, timm: resnet18 });
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    const weights = await readFile(join(folder, 'model.safetensors'));
    await saveWeights(join(folder, 'bare.safetensors'), stateDict);
    const bare = await readFile(join(folder, 'bare.safetensors'));
    const given = (bytes: Uint8Array<ArrayBuffer>): Map<string, Blob> =>
      new Map([
        ['model.safetensors', new Blob([bytes])],
        ['config.json', new Blob([JSON.stringify(config)])],
      ]);
    expect((await loadModel(given(weights))).description).toEqual(description);
    // The config.json beside the weights counts where they say nothing.
    expect((await loadModel(given(bare))).description).toEqual(description);
  });

  test('has the layout of timm', async () => {
    await writeModelFolder(folder, { stateDict, description, timm: resnet18 });
    expect(await config()).toEqual({
      architecture: 'resnet18',
      num_classes: 2,
      num_features: 512,
      global_pool: 'avg',
      label_names: ['dog', 'sofa'],
      pretrained_cfg: {
        input_size: [3, 64, 64],
        fixed_input_size: false,
        interpolation: 'bicubic',
        crop_pct: 64 / 73,
        crop_mode: 'center',
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
        num_classes: 2,
        first_conv: 'conv1',
        classifier: 'fc',
      },
      convzoo: description,
    });
  });

  test('says of gray images that they have one channel', () => {
    const gray = { ...preprocessing, mean: [0.5], std: [0.25], channelOrder: 'gray' } as const;
    expect(timmConfig({ ...description, preprocessing: gray }, resnet18)).toMatchObject({
      model_args: { in_chans: 1 },
      pretrained_cfg: { input_size: [1, 64, 64], mean: [0.5], std: [0.25] },
    });
  });

  test.each<[string, Partial<Preprocessing>, TimmModel | undefined]>([
    ['a network', {}, undefined],
    ['BGR images', { channelOrder: 'bgr' }, resnet18],
    ['a crop that is not square out of the shorter side', { crop: [64, 32] }, resnet18],
    ['a resize by two factors', { resize: [80, 64] }, resnet18],
  ])('is refused by timm for %s that timm lacks', (_, changes, timm) => {
    const changed = { ...description, preprocessing: { ...preprocessing, ...changes } };
    expect(timmConfig(changed, timm)).toEqual({
      architecture: 'convzoo_resnet18',
      num_classes: 2,
      label_names: ['dog', 'sofa'],
      convzoo: changed,
    });
  });

  test('holds the kernel of the logits as timm’s convolution does', async () => {
    const timm = { ...resnet18, classifier: 'head.fc', convolutional: true };
    await writeModelFolder(folder, { stateDict, description, timm });
    const { stateDict: written } = await loadModel(folder);
    expect(written.get('head.fc.weight')).toEqual({
      ...stateDict.get('head.fc.weight'),
      shape: [2, 3, 1, 1],
    });
    expect(written.get('head.fc.bias')).toEqual(stateDict.get('head.fc.bias'));
  });

  test('the weights’ own description comes before the one beside them', async () => {
    await writeModelFolder(folder, { stateDict, description });
    await writeFile(join(folder, 'config.json'), '{ "convzoo": {} }');
    expect((await loadModel(folder)).description).toEqual(description);
  });

  test('a description that only config.json has is checked', async () => {
    await saveWeights(join(folder, 'model.safetensors'), stateDict);
    await writeFile(join(folder, 'config.json'), JSON.stringify({ convzoo: description }));
    expect((await loadModel(folder)).description).toEqual(description);
    await writeFile(join(folder, 'config.json'), '{ "convzoo": { "schema": 2 } }');
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'invalid-weights',
      subject: expect.stringContaining('config.json'),
    });
  });

  test('weights alone have no description', async () => {
    await saveWeights(join(folder, 'model.safetensors'), stateDict);
    expect((await loadModel(folder)).description).toBeUndefined();
  });
});

describe('a folder written by timm', () => {
  const read = (name: string): ModelDescription =>
    describeTimm(JSON.parse(Buffer.from(fixture(`timm/${name}.json`)).toString()), architectures, name);

  test.each([
    ['resnet18', 'resnet18', { inputShape: [64, 64, 3] }, 10, { resize: 71, crop: [64, 64] }],
    [
      'resnet34-gray',
      'resnet34',
      { inputShape: [64, 64, 1] },
      3,
      { channelOrder: 'gray', mean: [0.5], std: [0.25] },
    ],
    ['resnet50', 'resnet50', { inputShape: [96, 96, 3] }, 7, { interpolation: 'bilinear' }],
    ['resnetv2_18', 'resnet18', { inputShape: [64, 96, 3], variant: 'v2' }, 10, { crop: [64, 96] }],
    ['vgg11', 'vgg11', { inputShape: [48, 48, 3], neck: 'imagenet' }, 10, { crop: [48, 48] }],
  ])('of %s is understood', (file, name, options, classes, expected) => {
    const { architecture, head, preprocessing } = read(file);
    expect(architecture).toMatchObject({ name, options });
    expect(head.classes).toEqual(Array.from({ length: classes }, (_, i) => `class ${i}`));
    expect(preprocessing).toMatchObject(expected);
  });

  test('has ImageNet’s classes if it has a thousand', () => {
    expect(read('resnet50-1000').head.classes).toEqual(imagenetClasses);
  });

  test('is opened with its weights', async () => {
    await saveWeights(join(folder, 'model.safetensors'), stateDict);
    await writeFile(join(folder, 'config.json'), fixture('timm/resnet18.json'));
    expect((await loadModel(folder, { architectures })).description?.architecture.name).toBe('resnet18');
  });

  const timm = timmConfig(description, resnet18) as Record<string, unknown>;
  test.each<[string, object, RegExp]>([
    ['another architecture', { architecture: 'vit_base' }, /expected one of resnet18, .*found "vit_base"/],
    ['an inherited name', { architecture: 'constructor' }, /found "constructor"/],
    ['another pool', { global_pool: 'max' }, /global_pool: "max"/],
    ['arguments that change the network', { model_args: { block: 'bottleneck' } }, /block: "bottleneck"/],
    ['no classes', { num_classes: 0 }, /num_classes/],
    ['names for other classes', { num_classes: 3 }, /expected 3 names.*found 2/],
    ['another crop', { crop_mode: 'border', pretrained_cfg: {} }, /crop_mode: expected center or squash/],
    ['another filter', { interpolation: 'lanczos', pretrained_cfg: {} }, /interpolation: expected bilinear/],
    ['a size of text', { pretrained_cfg: { input_size: '3' } }, /input_size/],
  ])('with %s is refused', (_, changes, message) => {
    expect(() => describeTimm({ ...timm, ...changes }, architectures, 'config.json')).toThrow(message);
  });

  test('of the older kind, with all fields on one level, is understood', () => {
    const flat = { architecture: 'resnet18', num_classes: 2, input_size: [3, 32, 32], crop_pct: 1 };
    expect(describeTimm(flat, architectures, 'config.json').preprocessing).toMatchObject({ resize: 32 });
  });
});

test('every preprocessing that timm has words for survives them', () => {
  const side = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(side, side, fc.boolean(), (size, more, squash) => {
      const resize = squash ? ([size + more, size + more] as const) : size + more;
      const original: Preprocessing = { ...preprocessing, crop: [size, size], resize };
      const words = timmInput(original)!;
      expect(fromTimmInput({ ...words, input_size: [3, size, size] }, 'config.json')).toEqual(original);
    }),
  );
});
