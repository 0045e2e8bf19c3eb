import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Kind, writeImages } from '../fixtures/images.js';
import { openSource, surveySource } from './source.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-source-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function imagesOf(source: string): Promise<string[]> {
  const images: string[] = [];
  for await (const image of (await openSource(source)).images()) images.push(image);
  return images;
}

const kinds: Kind[] = ['dark', 'bright', 'dark'];

test('folders, globs, manifests and lists lead to the same images', async () => {
  const paths = await writeImages(join(folder, 'images'), kinds);
  const names = paths.map((path) => path.slice(folder.length + 1));
  await writeFile(join(folder, 'list.txt'), paths.join('\n'));
  await writeFile(
    join(folder, 'manifest.csv'),
    `path,label\n${names.map((name) => `${name},some\n`).join('')}`,
  );
  for (const source of ['images', 'images/*.png', '**/0*', 'list.txt', 'manifest.csv']) {
    expect(await imagesOf(join(folder, source)), source).toEqual(paths);
  }
  expect(await imagesOf(join(folder, '**/*-bright.png'))).toEqual([paths[1]]);
});

test('a list has paths, URLs and objects in buckets, as they stand', async () => {
  const lines = ['/a/b.png', 'https://host/a%20b.png?x=1', 's3://bucket/a b.png'];
  await writeFile(join(folder, 'list.txt'), `${lines.join('\r\n')}\r\n\r\n`);
  expect(await imagesOf(join(folder, 'list.txt'))).toEqual(lines);
});

test('what leads nowhere is an error', async () => {
  await expect(imagesOf(join(folder, 'none'))).rejects.toMatchObject({ code: 'file-error' });
  await expect(imagesOf(join(folder, '*.png'))).rejects.toMatchObject({ code: 'file-error' });
  await expect(imagesOf(join(folder, 'none.txt'))).rejects.toMatchObject({ code: 'file-error' });
  await writeFile(join(folder, 'empty.txt'), '\n');
  const empty = await openSource(join(folder, 'empty.txt'));
  await expect(surveySource(empty, 'empty.txt')).rejects.toMatchObject({ code: 'invalid-data' });
});
