import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConvzooError } from '@convzoo/core/errors';
import { describe, expect, test } from 'vitest';
import { findDuplicates } from '../datasets/duplicates.js';
import { classCounts } from '../datasets/labels.js';
import { scratchFolder } from '../fixtures/scratch-folder.js';
import { toArray } from '../to-array.js';
import { parseCsv } from './csv.js';
import { readManifest } from './manifest.js';
import { openDataset } from './open-dataset.js';

const scratch = scratchFolder();
const { put, putImage } = scratch;
const otherPicture = fileURLToPath(new URL('../../fixtures/formats/rgba.png', import.meta.url));

describe('image folders', () => {
  test('have a class per scratch.path, in the order of character codes, with nested images', async () => {
    for (const name of ['b/1.png', 'b/deep/2.png', 'B/3.png', '10/4.png', '9/5.png']) await putImage(name);
    await put('notes.txt', 'not a class');
    const { train, validation } = await openDataset(scratch.path);
    expect(train!.classes).toEqual(['10', '9', 'B', 'b']);
    expect(classCounts(train!)).toEqual([1, 1, 1, 2]);
    expect(validation).toBeUndefined();
    const [first] = await toArray(train!);
    expect(first!.pixels.channels).toBe(1);
    expect(first!.id).toBe(join(scratch.path, '10/4.png'));
  });

  test('come in splits that share their classes', async () => {
    for (const name of ['train/cat/1.png', 'train/dog/2.png', 'val/cat/3.png', 'val/dog/4.png']) {
      await putImage(name);
    }
    const { train, validation, test: tests } = await openDataset(scratch.path);
    expect([train!.samples.length, validation!.samples.length, tests]).toEqual([2, 2, undefined]);
    expect(validation!.classes).toEqual(train!.classes);
  });

  test('come in splits that need not have all classes', async () => {
    for (const name of ['train/cat/1.png', 'train/dog/2.png', 'val/cat/3.png', 'test/owl/4.png']) {
      await putImage(name);
    }
    const splits = await openDataset(scratch.path);
    for (const { classes } of Object.values(splits)) expect(classes).toEqual(['cat', 'dog', 'owl']);
    expect(classCounts(splits.validation!)).toEqual([1, 0, 0]);
    expect(splits.train!.warnings).toEqual([`${scratch.path}: there is no training image of owl`]);
  });

  test('may have classes with the names of splits', async () => {
    for (const name of ['bus/1.png', 'car/2.png', 'train/3.png']) await putImage(name);
    expect((await openDataset(scratch.path)).train!.classes).toEqual(['bus', 'car', 'train']);
    await putImage('train/steam/4.png');
    const { train, ...others } = await openDataset(scratch.path);
    expect([train!.classes, classCounts(train!), others]).toEqual([['bus', 'car', 'train'], [1, 1, 2], {}]);
  });

  test('are refused where splits and classes lie side by side', async () => {
    for (const name of ['train/cat/1.png', 'val/cat/2.png', 'bus/3.png']) await putImage(name);
    await expect(openDataset(scratch.path)).rejects.toThrow('found the splits train, val beside bus');
    await rm(join(scratch.path, 'bus/3.png'));
    await put('bus/readme.txt', 'empty');
    expect(Object.keys(await openDataset(scratch.path))).toEqual(['train', 'validation']);
  });

  test('read all extensions that can be decoded, and count and name what they skip', async () => {
    for (const name of ['a/1.jfif', 'a/2.JPE', 'b/3.png', 'b/4.bmp', 'b/5.bmp', 'b/6.heic', '7.png']) {
      await putImage(name);
    }
    const { train } = await openDataset(scratch.path);
    expect(classCounts(train!)).toEqual([2, 1]);
    expect(train!.warnings).toEqual([
      expect.stringMatching(/3 files were skipped .* \(2 \.bmp, 1 \.heic\), such as .*4\.bmp/),
      expect.stringContaining('1 image outside the class directories skipped, such as 7.png'),
    ]);
  });

  test('with given classes name the directories that they leave out', async () => {
    for (const name of ['a/1.png', 'b/2.png', 'c/3.png']) await putImage(name);
    const { train } = await openDataset(scratch.path, { classes: ['c', 'a'] });
    expect([train!.classes, train!.warnings]).toEqual([
      ['c', 'a'],
      ['skipped, because they are not among the classes: b'],
    ]);
  });

  test('are one class however its accent is stored', async () => {
    for (const name of ['caf\u00e9/1.png', 'cafe\u0301/2.png', 'bar/3.png']) await putImage(name);
    const { train } = await openDataset(scratch.path);
    expect([train!.classes, classCounts(train!)]).toEqual([
      ['bar', 'caf\u00e9'],
      [1, 2],
    ]);
    expect(await toArray(train!)).toHaveLength(3);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['an empty directory', async () => {}, 'found no directory in it'],
    [
      'classes without images',
      async () => {
        await putImage('cat/1.png');
        await put('dog/readme.md', '');
        await put('owl/x.txt', '');
      },
      'found no image for dog, owl. Add images, or remove these directories.',
    ],
  ])('refuse %s', async (_, fill, message) => {
    await fill();
    await expect(openDataset(scratch.path)).rejects.toThrow(message);
  });

  test('a source that is nothing is an error that lists what there is', async () => {
    await expect(openDataset(join(scratch.path, 'missing'))).rejects.toThrow(
      /expected a directory, a manifest .* mnist-digits, digit-scenes, found no such file/,
    );
  });
});

describe('manifests', () => {
  test('as CSV, with quotes, splits and paths relative to the file', async () => {
    await putImage('images/a, b.png');
    const file = await put(
      'list.csv',
      'path,label,split\r\n"images/a, b.png","the ""best""",train\nx.png,dog,val\n',
    );
    const { train, validation } = await readManifest(file);
    expect(train!.classes).toEqual(['dog', 'the "best"']);
    expect(train!.samples[0]!.file).toBe(join(scratch.path, 'images/a, b.png'));
    expect((await train!.samples[0]!.load()).channels).toBe(1);
    expect(validation!.samples[0]!.label).toBe('dog');
  });

  test('as CSV with several labels, and none', async () => {
    const file = await put('list.csv', 'path,labels\na.png,cat|dog\nb.png,\nc.png,owl\n');
    const { train } = await readManifest(file);
    expect(train!.samples.map(({ label }) => label)).toEqual([['cat', 'dog'], [], ['owl']]);
    expect(train!.classes).toEqual(['cat', 'dog', 'owl']);
  });

  test('as JSON Lines, with names, numbers, lists, or yes and no', async () => {
    const read = async (lines: unknown[]) =>
      (await readManifest(await put('list.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))))
        .train!;
    expect((await read([{ path: 'a.png', labels: ['x', 'y'] }])).classes).toEqual(['x', 'y']);
    expect((await read([{ path: 'a.png', label: 3 }])).classes).toEqual(['0', '1', '2', '3']);
    const yes = await read([
      { path: 'a.png', label: true },
      { path: 'b.png', label: false },
    ]);
    expect([yes.classes, classCounts(yes)]).toEqual([['yes'], [1]]);
  });

  test.each<[string, string, string, string]>([
    [
      'an unknown label',
      'm.csv',
      'path,label\na.png,cat\nb.png,cta\n',
      'm.csv, row 2, label of b.png: expected one of cat, dog, found "cta". Did you mean "cat"?',
    ],
    [
      'a label out of range',
      'm.jsonl',
      '{"path":"a","label":2}',
      'line 1, label of a: expected a class index from 0 to 1, found 2',
    ],
    ['a misspelt column', 'm.csv', 'path,lable\na.png,cat\n', 'Did you mean "label"?'],
    ['a short row', 'm.csv', 'path,label\na.png\n', 'row 1: expected 2 fields, found 1'],
    ['no label', 'm.jsonl', '{"path":"a"}', 'line 1: expected a label or labels, found none'],
    ['no path', 'm.jsonl', '{"label":"cat"}', 'line 1: expected a path, found none'],
    ['broken JSON', 'm.jsonl', '{"path":"a","label":"cat"}\n{"path"', 'line 2: expected a JSON object'],
    [
      'another split',
      'm.csv',
      'path,label,split\na.png,cat,exam\n',
      'expected the split train, validation or test, found "exam"',
    ],
    [
      'a label of objects, nested deep',
      'm.jsonl',
      `{"path":"a","label":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      'line 1: expected a JSON object, found JSON nested more than 64 deep',
    ],
    [
      'an object without a text',
      'm.jsonl',
      '{"path":{"toString":1},"label":"cat"}',
      'line 1: expected a path, found an object',
    ],
    ['an open quote', 'm.csv', 'path,label\n"a.png,cat\n', 'expected a closing quote'],
    ['nothing', 'm.csv', '', 'expected at least one image, found none'],
  ])('name the line of %s', async (_, name, text, message) => {
    const file = await put(name, text);
    await expect(readManifest(file, { classes: ['cat', 'dog'] })).rejects.toThrow(message);
  });

  test('name a field of any length briefly', async () => {
    const name = 'k'.repeat(1e6);
    const file = await put('m.jsonl', JSON.stringify({ [name]: 1 }));
    const error: unknown = await readManifest(file, {}).catch((cause: unknown) => cause);
    expect(ConvzooError.isInstance(error) && error.message.length).toBeLessThan(1000);
  });

  test('numbers are looked up through the names of the data', async () => {
    const file = await put('list.jsonl', '{"path":"a","label":1}\n{"path":"b","labels":[0,1]}\n');
    const { train } = await readManifest(file, { classes: ['cat', 'dog'] });
    expect(train!.samples.map(({ label }) => label)).toEqual(['dog', ['cat', 'dog']]);
  });

  test.each([
    [
      'a number that only a mistake can be',
      '{"path":"a.jpg","label":100000000}\n',
      'class numbers below 100000',
    ],
    ['names beside numbers', '{"path":"a","label":"cat"}\n{"path":"b","label":1}', 'found both'],
  ])('without classes refuse %s', async (_, text, message) => {
    await expect(readManifest(await put('list.jsonl', text))).rejects.toThrow(message);
  });

  test('may begin with a byte order mark', async () => {
    const file = await put('list.jsonl', '\ufeff{"path":"a","label":"cat"}');
    expect((await readManifest(file)).train!.classes).toEqual(['cat']);
  });

  test('CSV fields may be empty at the end of a line and of the file', () => {
    expect([...parseCsv('a,b\n1,\n,2\n\n3,', 'x')]).toEqual([
      ['a', 'b'],
      ['1', ''],
      ['', '2'],
      ['3', ''],
    ]);
    expect([...parseCsv('"a\nb",c', 'x')]).toEqual([['a\nb', 'c']]);
  });
});

test('Pascal VOC: difficult objects keep their boxes and give no label; parts of objects are no objects', async () => {
  await put('ImageSets/Main/train.txt', '2007_01  1\n');
  await put('ImageSets/Main/aeroplane_train.txt', '2007_01 -1\n');
  await put('ImageSets/Main/val.txt', '2007_01\n');
  await put(
    'Annotations/2007_01.xml',
    `<annotation><object><name>person</name><difficult>0</difficult>
      <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>
      <bndbox><xmax>30</xmax><xmin>11</xmin><ymin>1</ymin><ymax>5</ymax></bndbox></object>
    <object><name>dog</name><difficult>1</difficult>
      <bndbox><xmin>2</xmin><ymin>3</ymin><xmax>4</xmax><ymax>5</ymax></bndbox></object></annotation>`,
  );
  await putImage('JPEGImages/2007_01.jpg');
  const { train, validation } = await openDataset(scratch.path);
  expect(train!.classes).toHaveLength(20);
  expect(validation!.samples).toHaveLength(1);
  expect(train!.samples[0]!.label).toEqual(['person']);
  expect(train!.samples[0]!.boxes).toEqual([
    { label: 'person', x: 10, y: 0, width: 20, height: 5 },
    { label: 'dog', x: 1, y: 2, width: 3, height: 3, difficult: true },
  ]);
  expect((await train!.samples[0]!.load()).channels).toBe(1);
  await put('Annotations/2007_01.xml', '<annotation><object><name>dog</name></object></annotation>');
  await expect(openDataset(scratch.path)).rejects.toThrow('expected a name and a bndbox for each object');
});

describe('COCO', () => {
  const coco = {
    images: [
      { id: 7, file_name: 'a.png' },
      { id: 8, file_name: 'b.png' },
    ],
    categories: [
      { id: 18, name: 'dog' },
      { id: 1, name: 'person' },
    ],
    annotations: [
      { image_id: 7, category_id: 18, bbox: [1, 2, 3.5, 4], iscrowd: 0 },
      { image_id: 7, category_id: 18, bbox: [5, 6, 7, 8] },
    ],
  };

  test('lists the categories of each image, in the order of their numbers', async () => {
    await put('annotations/instances_train2017.json', JSON.stringify(coco));
    await putImage('train2017/a.png');
    const { train } = await openDataset(scratch.path);
    expect(train!.classes).toEqual(['person', 'dog']);
    expect(train!.samples.map(({ label }) => label)).toEqual([['dog'], []]);
    expect(train!.samples[0]!.boxes![0]).toEqual({ label: 'dog', x: 1, y: 2, width: 3.5, height: 4 });
    expect((await train!.samples[0]!.load()).channels).toBe(1);
  });

  test.each<[string, object | string, string]>([
    ['no JSON', '{', 'expected JSON'],
    ['other fields', { images: [] }, 'found other fields'],
    ['an annotation of no image', { ...coco, images: [] }, 'found image 7'],
    ['an annotation of no category', { ...coco, categories: [] }, 'found category 18'],
    [
      'a missing box',
      { ...coco, annotations: [{ image_id: 7, category_id: 18, bbox: null }] },
      'found other fields',
    ],
  ])('refuses %s', async (_, content, message) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await put('annotations/instances_train2017.json', text);
    await expect(openDataset(scratch.path)).rejects.toThrow(message);
  });
});

describe('annotations in XML', () => {
  const annotation = (name: string, filename = 'x.jpg'): string =>
    `<?xml version="1.0"?><annotation><filename>${filename}</filename><object><name>${name}</name>
      <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>`;

  test('may have any classes and extensions, and need no ImageSets', async () => {
    await put('Annotations/1.xml', annotation('weld &amp; crack'));
    await put('Annotations/2.xml', annotation('dent', 'C:\\photos\\other.PNG'));
    await putImage('JPEGImages/1.webp');
    await putImage('JPEGImages/other.PNG');
    const { train } = await openDataset(scratch.path);
    expect(train!.classes).toEqual(['dent', 'weld & crack']);
    expect(train!.samples.map(({ file }) => file)).toEqual(
      ['1.webp', 'other.PNG'].map((name) => join(scratch.path, 'JPEGImages', name)),
    );
    await rm(join(scratch.path, 'JPEGImages/1.webp'));
    await expect(openDataset(scratch.path)).rejects.toThrow('expected an image for the annotation 1.xml');
  });

  test.each([
    ['annotations/', 'images/'],
    ['', ''],
  ])("of labelImg in '%s' are not taken for COCO", async (annotations, images) => {
    await put(`${annotations}1.xml`, annotation('dent'));
    await putImage(`${images}1.png`);
    const { train } = await openDataset(scratch.path);
    expect([train!.classes, train!.samples[0]!.label]).toEqual([['dent'], ['dent']]);
  });

  test('of no known kind are an error that lists the kinds', async () => {
    await put('annotations/1.txt', '0 0.5 0.5 1 1');
    await putImage('images/1.png');
    await expect(openDataset(scratch.path)).rejects.toThrow('expected annotations in XML');
  });

  test.each([
    [
      'elements that never end',
      '<annotation><filename>1.jpg</filename>'.concat('<object><name>dog'.repeat(60_000)),
    ],
    ['an open element', '<annotation><object><name>dog</name>'],
    ['another root', '<html></html>'],
    ['no text', ''],
  ])('are refused for %s', async (_, xml) => {
    await put('Annotations/1.xml', xml);
    await putImage('JPEGImages/1.jpg');
    await expect(openDataset(scratch.path)).rejects.toThrow(
      /1\.xml: expected a VOC annotation, found .{2,200}$/,
    );
  });
});

test('files that lie in two splits are found', async () => {
  await putImage('train/a/1.png');
  await putImage('train/a/2.png');
  await putImage('train/a/3.png', otherPicture);
  await putImage('test/a/4.png');
  const { train, test: tests } = await openDataset(scratch.path);
  const duplicates = await findDuplicates({ train: train!, test: tests! });
  expect(duplicates).toEqual([
    {
      places: ['train/a/1.png', 'train/a/2.png', 'test/a/4.png'].map((name) => ({
        split: name.split('/')[0],
        id: join(scratch.path, name),
      })),
    },
  ]);
  expect(await findDuplicates({ train: train! })).toEqual([]);
});
