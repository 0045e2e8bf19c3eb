import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listImages } from './list-images.js';

const files = [
  'img10.jpg',
  'img2.JPG',
  'img1.png',
  'notes.txt',
  '.hidden.jpg',
  'cats/b.webp',
  'cats/kittens/a.tiff',
  'odd [1].jpg',
  'empty/readme.md',
];

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convzoo-list-'));
  for (const name of files) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
  }
});
afterAll(() => rm(directory, { recursive: true }));

async function list(...names: string[]): Promise<string[]> {
  const paths = await listImages(names.map((name) => join(directory, name)));
  return paths.map((path) => relative(directory, path).replaceAll(sep, '/'));
}

describe('listImages', () => {
  it('lists a directory and everything below in natural order', async () => {
    expect(await list('.')).toEqual([
      'cats/b.webp',
      'cats/kittens/a.tiff',
      'img1.png',
      'img2.JPG',
      'img10.jpg',
      'odd [1].jpg',
    ]);
  });

  it('reports the files that it leaves out', async () => {
    const skipped: string[] = [];
    await listImages(directory, { onSkipped: (path) => skipped.push(relative(directory, path)) });
    expect(skipped.toSorted()).toEqual([join('empty', 'readme.md'), 'notes.txt']);
  });

  it('expands globs to the images among the matches', async () => {
    expect(await list('*')).toEqual(['img1.png', 'img2.JPG', 'img10.jpg', 'odd [1].jpg']);
    expect(await list('**/*.{webp,tiff}')).toEqual(['cats/b.webp', 'cats/kittens/a.tiff']);
  });

  it('answers relative globs with relative paths', async () => {
    const base = relative(process.cwd(), directory).replaceAll(sep, '/');
    expect(await listImages([`${base}/cats/*`, `./${base}/cats/*.webp`])).toEqual([`${base}/cats/b.webp`]);
  });

  it('takes a file as it is named, also where its name looks like a glob', async () => {
    expect(await list('odd [1].jpg', 'notes.txt')).toEqual(['odd [1].jpg', 'notes.txt']);
  });

  it('keeps the order of the inputs and lists nothing twice', async () => {
    expect(await list('img2.JPG', 'cats', 'img*')).toEqual([
      'img2.JPG',
      'cats/b.webp',
      'cats/kittens/a.tiff',
      'img1.png',
      'img10.jpg',
    ]);
    expect(await listImages(join(directory, 'img1.png'))).toHaveLength(1);
  });

  it.each([
    ['missing.jpg', 'no such file or directory'],
    ['missing-*.jpg', 'no image that matches'],
    ['empty', 'a directory without images'],
  ])('refuses %s', async (name, found) => {
    await expect(list('img1.png', name)).rejects.toMatchObject({
      code: 'file-error',
      subject: join(directory, name),
      found,
    });
  });
});
