import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { classCounts } from '../datasets/labels.js';
import { scratchFolder } from '../fixtures/scratch-folder.js';
import { toArray } from '../to-array.js';
import { parseCifar } from './cifar.js';
import { parseIdx } from './idx.js';
import { openDataset } from './open-dataset.js';

const scratch = scratchFolder();
const { put } = scratch;

describe('IDX', () => {
  const header = (...words: number[]): number[] =>
    words.flatMap((word) => [word >>> 24, (word >> 16) & 255, (word >> 8) & 255, word & 255]);
  const images = Uint8Array.from([...header(0x803, 2, 2, 3), ...Array.from({ length: 12 }, (_, i) => i)]);
  const labels = Uint8Array.from([...header(0x801, 2), 4, 0]);

  test('pairs images and labels, gzipped or not', async () => {
    for (const pack of [(x: Uint8Array) => x, (x: Uint8Array) => new Uint8Array(gzipSync(x))]) {
      const dataset = await parseIdx(pack(images), pack(labels), { name: 'train' });
      expect(dataset.classes).toEqual(['0', '1', '2', '3', '4']);
      const [first, second] = await toArray(dataset);
      expect([first!.label, second!.label, second!.id]).toEqual(['4', '0', 'train/1']);
      expect(second!.pixels).toEqual({
        data: Uint8Array.of(6, 7, 8, 9, 10, 11),
        width: 3,
        height: 2,
        channels: 1,
      });
    }
  });

  test('opens a directory, each file gzipped or not', async () => {
    await put('train-images-idx3-ubyte.gz', gzipSync(images));
    await put('train-labels-idx1-ubyte', labels);
    await put('t10k-images-idx3-ubyte', images);
    await put('t10k-labels-idx1-ubyte.gz', gzipSync(labels));
    const { train, test: tests } = await openDataset(scratch.path);
    expect([train!.samples.length, tests!.samples[0]!.id]).toEqual([2, 'test/0']);
  });

  test.each<[string, Uint8Array, Uint8Array, string]>([
    ['swapped files', labels, images, 'images of idx: expected an IDX file'],
    ['another count', images, labels.slice(0, 9).with(7, 1), 'expected 2 labels, one per image, found 1'],
    ['a truncated file', images.slice(0, 20), labels, 'expected 12 values for the shape [2, 2, 3], found 4'],
    ['an empty file', new Uint8Array(), labels, 'expected an IDX file'],
    ['a half header', images.slice(0, 6), labels, 'expected a header of 16 bytes, found 6 bytes'],
  ])('refuses %s', async (_, a, b, message) => {
    await expect(parseIdx(a, b)).rejects.toThrow(message);
  });

  test('is refused by the size in its header, before it is decompressed', async () => {
    const huge = gzipSync(Uint8Array.from([...header(0x803, 3072, 1024, 1024), ...new Array(1000).fill(0)]));
    await expect(parseIdx(huge, labels)).rejects.toThrow('found 3221225488 in its header');
  });

  test('does not decompress more than its header announces', async () => {
    const more = gzipSync(Uint8Array.from([...images, ...new Array(1e6).fill(0)]));
    await expect(parseIdx(more, labels)).rejects.toThrow('expected 28 bytes, as its header says, found more');
  });

  test('as damaged gzip is an error with its name', async () => {
    const damaged = gzipSync(images).fill(0, 12, 20);
    await expect(parseIdx(damaged, labels)).rejects.toThrow('images of idx: expected a whole gzip file');
  });

  test('with the test files alone has a test split', async () => {
    await put('t10k-images-idx3-ubyte', images);
    await put('t10k-labels-idx1-ubyte', labels);
    expect(Object.keys(await openDataset(scratch.path))).toEqual(['test']);
  });

  test('refuses a label beyond the given classes', async () => {
    await expect(parseIdx(images, labels, { classes: ['a', 'b'] })).rejects.toThrow('label of idx/0');
  });
});

describe('CIFAR', () => {
  const planes = (value: number): number[] =>
    [0, 1, 2].flatMap((c) => Array.from({ length: 1024 }, (_, i) => (value + c * 50 + i) % 256));

  test('CIFAR-10: planes become interleaved pixels', async () => {
    await put('data_batch_1.bin', Uint8Array.from([3, ...planes(0), 9, ...planes(9)]));
    await put('test_batch.bin', Uint8Array.from([1, ...planes(5)]));
    const { train, test: tests } = await openDataset(scratch.path);
    expect(classCounts(train!)).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
    expect(train!.classes[3]).toBe('cat');
    const { data, width, channels } = await tests!.samples[0]!.load();
    expect([width, channels, ...data.subarray(0, 6)]).toEqual([32, 3, 5, 55, 105, 6, 56, 106]);
  });

  test('CIFAR-10 with the test batch alone has a test split, with the names of its own file', async () => {
    await put('test_batch.bin', Uint8Array.from([1, ...planes(5)]));
    expect(Object.keys(await openDataset(scratch.path))).toEqual(['test']);
    await put('batches.meta.txt', 'airplane\ncar\n\n');
    const { test: tests } = await openDataset(scratch.path);
    expect([tests!.classes, tests!.samples[0]!.label]).toEqual([['airplane', 'car'], 'car']);
  });

  test('CIFAR-100 has fine and coarse labels', async () => {
    const record = Uint8Array.from([1, 2, ...planes(0)]);
    const dataset = parseCifar([record], { classes: ['a', 'b', 'c'], labelBytes: 2 });
    expect(dataset.samples[0]!.label).toBe('c');
    const coarse = parseCifar([record], { classes: ['a', 'b', 'c'], labelBytes: 2, labelByte: 0 });
    expect(coarse.samples[0]!.label).toBe('b');
    await put('train.bin', record);
    await put('test.bin', record);
    await put('fine_label_names.txt', 'apple\nbaby\nbear\n');
    const { train } = await openDataset(scratch.path);
    expect(train!.classes).toEqual(['apple', 'baby', 'bear']);
  });

  test('refuses half records and labels out of range', () => {
    const classes = ['a'];
    expect(() => parseCifar([new Uint8Array(3072)], { classes })).toThrow(
      'cifar, file 1: expected records of 3073 bytes, found 3072 bytes. The file may be truncated.',
    );
    expect(() => parseCifar([Uint8Array.from([10, ...planes(0)])], { classes })).toThrow('found 10');
  });
});
