import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryHead, multiClassHead, multiLabelHead } from '@convzoo/core';
import { createDataset, decodeImage } from '@convzoo/data';
import { afterAll, expect, test } from 'vitest';
import { imagesBySplit } from './images-by-split.js';

const folder = mkdtempSync(join(tmpdir(), 'convzoo-torch-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const classes = ['cat', 'dog'];
const pixels = { data: Uint8Array.of(9, 99, 199), width: 1, height: 1, channels: 3 } as const;
const load = async () => pixels;

test('images without a file of their own are written, beside their targets', async () => {
  const train = createDataset(classes, [
    { id: 'a', label: ['dog'], load },
    { id: 'b', label: [], load },
  ]);
  const seen: number[] = [];
  const listed = await imagesBySplit({ train }, multiLabelHead(classes), folder, {
    onProgress: (done) => seen.push(done),
  });
  expect(listed).toEqual({
    root: '.',
    train: [
      ['images/train/0.png', [1]],
      ['images/train/1.png', []],
    ],
  });
  const { data, ...size } = await decodeImage(join(folder, 'images/train/1.png'));
  expect([[...data], size]).toEqual([[9, 99, 199], { width: 1, height: 1, channels: 3 }]);
  expect(seen).toEqual([1, 2]);
});

test('files are listed below the folder that they have in common', async () => {
  const sample = (file: string, label: string) => ({ id: file, file: join(folder, file), label, load });
  const train = createDataset(classes, [sample('x/cat/1.jpg', 'cat'), sample('x/dog/new/2.jpg', 'dog')]);
  const validation = createDataset(classes, [sample('x/cat/3.jpg', 'cat')]);
  expect(await imagesBySplit({ train, validation }, multiClassHead(classes), folder, {})).toEqual({
    root: join(folder, 'x'),
    train: [
      ['cat/1.jpg', 0],
      ['dog/new/2.jpg', 1],
    ],
    validation: [['cat/3.jpg', 0]],
  });
});

test('a class that holds or not', async () => {
  const train = createDataset(
    ['cat'],
    [
      { id: 'a', label: true, load },
      { id: 'b', label: false, load },
    ],
  );
  expect((await imagesBySplit({ train }, binaryHead('cat'), folder, {})).train).toEqual([
    ['images/train/0.png', [0]],
    ['images/train/1.png', []],
  ]);
});
