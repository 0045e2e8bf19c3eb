import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ImageClassifier,
  type ModelDescription,
  multiClassHead,
  multiLabelHead,
  type Pixels,
  type Prediction,
  parseModelDescription,
} from '@convzoo/core';
import { exportOnnx } from '@convzoo/onnx';
import { resnet20 } from '@convzoo/resnet';
import { loadWeights, parseSafetensors, saveWeights } from '@convzoo/weights';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainImage } from './explain-image.js';
import type { Model } from './model/model.js';
import { modelOf, pretrained } from './pretrained.js';

const classes = ['cat', 'dog', 'sofa'];
const options = { width: 0.25, inputShape: [24, 24] as const, residual: false };
const photo: Pixels = {
  data: Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * 31 + (i % 7) * 40) % 256),
  width: 40,
  height: 30,
  channels: 3,
};
const outside = fileURLToPath(new URL('./fixtures/outside-network.ts', import.meta.url));

let folder: string;
let original: ImageClassifier;
let expected: Prediction[];

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'convzoo-pretrained-'));
  const head = multiLabelHead(classes, { threshold: [0.1, 0.9, 0.4] });
  original = resnet20({ ...options, head, seed: 3 });
  expected = await original.classify(photo, { top: 3 });
  await modelOf(original, { name: 'original', training: { seed: 7 } }).save(join(folder, 'net'));
});

afterAll(async () => {
  original.dispose();
  await rm(folder, { recursive: true });
});

const open = (reference: string, more?: Parameters<typeof pretrained>[1]): Promise<Model> =>
  pretrained(reference.startsWith('@') ? join(folder, reference.slice(1)) : reference, more);

describe('a saved model', () => {
  test.each(['@net', '@net/model.safetensors'])('%s opens as the very classifier', async (reference) => {
    using model = await open(reference);
    expect(model.classifier?.architecture).toMatchObject({
      name: 'resnet20',
      options: { width: 0.25, inputShape: [24, 24, 3], residual: false },
    });
    expect(model.head.thresholds).toEqual([0.1, 0.9, 0.4]);
    expect(model.preprocessing).toEqual(original.preprocessing);
    expect(model.training).toEqual({ seed: 7 });
    expect(await model.classify(photo, { top: 3 })).toEqual(expected);
  });

  test('says which versions made it, and opens without them', async () => {
    const versionsIn = (metadata: Record<string, string>): ModelDescription['versions'] | undefined =>
      parseModelDescription(metadata, 'net')?.versions;
    const version = expect.stringMatching(/^\d+\.\d+\.\d+/);
    const names = ['convzoo', '@convzoo/core', '@convzoo/resnet', '@tensorflow/tfjs-core', 'node'];
    const versions = Object.fromEntries(names.map((name) => [name, version]));
    const saved = await loadWeights(join(folder, 'net'));
    expect(versionsIn(saved.metadata)).toEqual(versions);
    const config = JSON.parse(await readFile(join(folder, 'net', 'config.json'), 'utf8'));
    expect(config.convzoo.versions).toEqual(versions);
    const bytes = await modelOf(original, { name: 'original' }).toSafetensors();
    expect(versionsIn(parseSafetensors(bytes).metadata)).toEqual(versions);

    const { versions: _, ...rest } = JSON.parse(saved.metadata.convzoo!);
    await saveWeights(join(folder, 'unversioned.safetensors'), saved.stateDict, {
      convzoo: JSON.stringify(rest),
    });
    using model = await open('@unversioned.safetensors');
    expect(await model.classify(photo, { top: 3 })).toEqual(expected);
  });

  test('is rebuilt by config.json where the weights say nothing', async () => {
    const bare = join(folder, 'bare-net');
    await cp(join(folder, 'net'), bare, { recursive: true });
    await saveWeights(join(bare, 'model.safetensors'), await original.stateDict());
    using model = await open('@bare-net');
    expect(await model.classify(photo, { top: 3 })).toEqual(expected);
    expect(model.training).toEqual({ seed: 7 });
  });

  test('takes one image or several, in any form that Node knows', async () => {
    using model = await open('@net');
    const chelsea = fileURLToPath(new URL('../../data/fixtures/chelsea.jpg', import.meta.url));
    const bytes = new Uint8Array(await readFile(chelsea));
    const [byPath, byBytes, byBlob] = await model.classify([chelsea, bytes, new Blob([bytes])], { top: 3 });
    expect(byBytes).toEqual(byPath);
    expect(byBlob).toEqual(byPath);
    expect(await model.classify([])).toEqual([]);
    const rgba = new Uint8ClampedArray(40 * 30 * 4).fill(255);
    for (let i = 0; i < 1200; i++) rgba.set(photo.data.subarray(3 * i, 3 * i + 3), 4 * i);
    const imageData = { data: rgba, width: 40, height: 30, colorSpace: 'srgb' as const };
    expect(await model.classify(imageData, { top: 3 })).toEqual(expected);
  });

  test('gives scores and probabilities that mean the same as everywhere', async () => {
    using model = await open('@net');
    const logits = await model.logits([photo, photo]);
    const scores = await model.predict(photo);
    expect(logits).toHaveLength(6);
    [...scores].forEach((score, i) => {
      expect(score).toBeCloseTo(1 / (1 + Math.exp(-logits[i]!)), 6);
    });
  });

  test('is explained', async () => {
    using model = await open('@net');
    const why = await explainImage(model, photo, { method: 'layercam', target: 'sofa' });
    expect(why).toMatchObject({
      method: 'layercam',
      target: { label: 'sofa' },
      layer: model.classifier?.lastConv.name,
    });
    expect(why.overlay()).toMatchObject({ width: 24, height: 24, channels: 3 });
    await expect(explainImage(model, photo, { layer: 'layer2.2' })).rejects.toThrow(
      'Did you mean "layer2.2.relu"',
    );
    await expect(explainImage(model, photo, { target: 'soffa' })).rejects.toMatchObject({
      code: 'unknown-name',
    });
  });

  test.each([
    [{ architecture: { inputShape: [32, 32] as const } }, /resnet20.*24x24x3.*inputShape \[32,32,3\]/],
    [{ architecture: { residual: true } }, /residual false.*residual true/],
    [{ architecture: { width: 1 } }, /width 0.25.*width 1/],
    [{ head: 'multi-class' as const }, /multi-label.*multi-class/],
    [{ classes: ['cat', 'dog', 'bed'] }, /cat, dog, sofa.*cat, dog, bed/],
    [{ preprocessing: { resize: 99 } }, /another preprocessing/],
    [{ weights: 'imagenet1k_v1' }, /weights/],
  ])('refuses the contradiction %j', async (claims, message) => {
    await expect(open('@net', claims)).rejects.toThrow(message);
    await expect(open('@net', claims)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('allows what the file says as well', async () => {
    using model = await open('@net', {
      architecture: { inputShape: [24, 24], width: 0.25 },
      head: 'multi-label',
      classes,
    });
    expect(model.head.classes).toEqual(classes);
  });

  test('refuses to be another network', async () => {
    const weights = join(folder, 'net', 'model.safetensors');
    await expect(pretrained('resnet32', { weights })).rejects.toThrow(/resnet20.*resnet32/);
    using model = await pretrained('resnet20', { weights });
    expect(await model.classify(photo, { top: 3 })).toEqual(expected);
  });
});

describe('weights that say nothing of themselves', () => {
  beforeAll(async () => {
    await saveWeights(join(folder, 'bare.safetensors'), await original.stateDict());
  });

  test('are recognized', async () => {
    const path = join(folder, 'bare.safetensors');
    await expect(open('@bare.safetensors')).rejects.toMatchObject({
      code: 'invalid-weights',
      found: 'those of a resnet20 of width 0.25 with 3 classes, by their names and shapes',
      remedy: `Name the network: pretrained('resnet20', { weights: '${path}', architecture: {"width":0.25} }), or --model resnet20 --width 0.25 --weights ${path}.`,
    });
  });

  test('are refused by another network in a sentence that says whose they are', async () => {
    const opened = pretrained('resnet32', { weights: join(folder, 'bare.safetensors') });
    const error = await opened.catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'weights-mismatch', expected: 'weights of resnet32' });
    expect(error).toHaveProperty(
      'found',
      expect.stringMatching(
        /^those of a resnet20 of width 0.25 with 3 classes, by their names and shapes \(60 missing: layer1.3.conv1.weight, /,
      ),
    );
    expect(String(error).length).toBeLessThan(900);
  });

  test('are opened without the prefix of a Lightning module', async () => {
    const wrapped = Array.from(
      await original.stateDict(),
      ([key, tensor]) => [`model.${key}`, tensor] as const,
    );
    const weights = join(folder, 'lightning.safetensors');
    await saveWeights(weights, new Map(wrapped));
    using model = await pretrained('resnet20', { weights, architecture: options, classes });
    expect(await model.logits(photo)).toHaveLength(3);
  });

  test('need the network, and take head, classes and options', async () => {
    const weights = join(folder, 'bare.safetensors');
    using model = await pretrained('resnet20', {
      weights,
      architecture: options,
      head: 'multi-label',
      classes,
    });
    expect(await model.classify(photo, { top: 3 })).toEqual(expected);
    await expect(
      pretrained('resnet20', { weights, architecture: options, classes: ['one'] }),
    ).rejects.toMatchObject({
      code: 'classes-mismatch',
    });
  });
});

test('a network without published weights asks for some', async () => {
  await expect(pretrained('resnet20')).rejects.toThrow('Pass them');
  await expect(pretrained('resnet50@imagenet1k_v9')).rejects.toThrow('imagenet1k_v2');
  await expect(pretrained('resnet50@constructor')).rejects.toMatchObject({ code: 'unknown-name' });
});

describe('a network of somebody else’s', () => {
  test('is opened by module#export, and rebuilt by its file', async () => {
    const { tinyNet } = await import('./fixtures/outside-network.js');
    const net = tinyNet({ head: multiClassHead(['a', 'b']), seed: 5 });
    const labels = await net.classify(photo, { top: 2 });
    const saved = join(folder, 'tiny');
    const model = modelOf(net, { name: 'tiny' });
    await model.save(saved);
    model.dispose();
    const weights = join(saved, 'model.safetensors');
    using named = await pretrained(`${outside}#tinyNet`, { weights });
    expect(await named.classify(photo, { top: 2 })).toEqual(labels);
  });

  test('that its file names without a package is refused with what opens it', async () => {
    const { nameless } = await import('./fixtures/outside-network.js');
    const model = modelOf(nameless({ head: multiClassHead(2) }), { name: 'nameless' });
    await model.save(join(folder, 'nameless'));
    model.dispose();
    await expect(open('@nameless')).rejects.toThrow("pretrained('./module.js#nameless', { weights })");
    using named = await pretrained(`${outside}#nameless`, { weights: join(folder, 'nameless') });
    expect(named.head.classes).toHaveLength(2);
  });

  test('is refused where the module exports no such builder', async () => {
    await expect(pretrained(`${outside}#toString`)).rejects.toThrow(/It exports .*tinyNet/);
    await expect(pretrained('no-such-package#net')).rejects.toMatchObject({ code: 'missing-package' });
  });
});

describe('an ONNX file', () => {
  test('classifies as the network does, and is no network', async () => {
    const path = join(folder, 'net.onnx');
    await writeFile(path, await exportOnnx(original));
    using model = await open('@net.onnx');
    const labels = await model.classify(photo, { top: 3 });
    expect(labels.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
    labels.forEach(({ score }, i) => {
      expect(score).toBeCloseTo(expected[i]!.score, 5);
    });
    await expect(explainImage(model, photo)).rejects.toThrow('can only be run');
    await expect(model.save(join(folder, 'x'))).rejects.toMatchObject({ code: 'invalid-model' });
    await expect(open('@net.onnx', { classes })).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

test('nothing leaks', async () => {
  const before = tf.memory().numTensors;
  const model = await open('@net');
  await model.classify([photo, photo]);
  const working = tf.memory().numTensors;
  await model.predict(photo);
  await explainImage(model, photo);
  expect(tf.memory().numTensors).toBe(working);
  model.dispose();
  await expect(open('@net', { classes: ['x', 'y', 'z'] })).rejects.toThrow();
  expect(tf.memory().numTensors).toBe(before);
  await expect(model.classify(photo)).rejects.toThrow('disposed');
});
