import { gzipSync } from 'node:zlib';
import { ConvzooError } from '@convzoo/core/errors';
import { expect, test } from 'vitest';
import { createDataset } from '../datasets/dataset.js';
import { scratchFolder } from '../fixtures/scratch-folder.js';
import { parseIdx } from './idx.js';
import { openDataset } from './open-dataset.js';
import { parseVocAnnotation } from './voc-annotation.js';

const scratch = scratchFolder();
const { put } = scratch;

const refused = async (name: string, text: string, message: string): Promise<void> => {
  await put(name, text);
  const opening = openDataset(`${scratch.path}/${name}`);
  await expect(opening).rejects.toThrow(ConvzooError);
  await expect(opening).rejects.toThrow(message);
};

test('a class number without a name stays below 100,000, and so many classes open quickly', async () => {
  await refused('a.jsonl', '{"path":"a.jpg","label":100000000}\n', 'class numbers below 100000');
  await put('b.jsonl', '{"path":"a.jpg","label":99999}\n');
  expect((await openDataset(`${scratch.path}/b.jsonl`)).train!.classes.length).toBe(100_000);
});

test('a manifest has so many rows and classes', async () => {
  await refused(
    'a.csv',
    `path,label\n${'a,b\n'.repeat(400_000)}`,
    'at most 362144 rows in 1600011 characters',
  );
  const names = Array.from({ length: 100_001 }, (_, i) => i.toString(36)).join('|');
  await refused('b.csv', `path,labels\na,${names}\n`, 'at most 100000 classes');
});

test('repeated class names are counted, the first are named', () => {
  const classes = Array.from({ length: 20_000 }, (_, i) => `c${i % 10_000}`);
  const sample = { id: 'a', label: 'c0', load: () => Promise.reject(new Error()) };
  expect(() => createDataset(classes, [sample])).toThrow(
    'found "c0", "c1", "c2", "c3", "c4" and 9995 others more than once',
  );
});

test('IDX: 64 times its size unpacked, some pixels an image, and so many images', async () => {
  const words = (...numbers: number[]): Uint8Array => {
    const bytes = new Uint8Array(4 * numbers.length);
    for (const [i, n] of numbers.entries()) new DataView(bytes.buffer).setUint32(4 * i, n);
    return bytes;
  };
  const labels = words(0x801, 0);
  const zipped = new Uint8Array(gzipSync(words(0x803, 28, 1000, 1000)));
  await expect(parseIdx(zipped, labels)).rejects.toThrow(
    /at most 16777216 bytes in \d+, found 28000016 in its header/,
  );
  await expect(parseIdx(words(0x803, 2 ** 31, 0, 5), labels)).rejects.toThrow('expected pixels, found 0 x 5');
  const many = new Uint8Array(16 + 2 ** 20 + 1);
  many.set(words(0x803, 2 ** 20 + 1, 1, 1));
  await expect(parseIdx(many, labels)).rejects.toThrow('at most 1048576 images');
});

test.each([
  ['unclosed', `<annotation>${'<object><name>dog'.repeat(60_000)}`],
  ['nested', `<annotation>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</annotation>`],
  [
    'expanding',
    `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}">]><annotation>${'&b;'.repeat(200_000)}</annotation>`,
  ],
  ['large', `<annotation>${' '.repeat(2 ** 20)}</annotation>`],
  ['of an object without a box', '<annotation><object><name>dog</name></object></annotation>'],
])('an annotation is refused that is %s', (_, xml) => {
  expect(() => parseVocAnnotation(xml, '1.xml')).toThrow(/^1\.xml: expected /);
});
