import { expect, test } from 'vitest';
import { zipArchive } from '../fixtures/zip-archive.js';
import { parsePyTorch } from './parse.js';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const checkpoint = (pickle: string): Uint8Array =>
  zipArchive({ 'archive/data.pkl': latin1(`\x80\x02${pickle}`), 'archive/version': latin1('3') });
const int = (n: number): string =>
  `J${String.fromCharCode(n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24)}`;

/** Pickles of a megabyte or less that would build gigabytes. */
const hostile: Readonly<Record<string, () => string>> = {
  'copies of a dict': () => {
    const entries = Array.from({ length: 20_000 }, (_, i) => `${int(i)}N`).join('');
    return `ccollections\nOrderedDict\nq\0}q\x01(${entries}u0h\x01\x85q\x020${'h\0h\x02R'.repeat(2000)}N.`;
  },
  'copies of a list': () => {
    const entries = 'N'.repeat(50_000);
    return `cbuiltins\nset\nq\0](${entries}e\x85q\x020${'h\0h\x02R'.repeat(5000)}N.`;
  },
  'empty dicts': () => `${'}'.repeat(1_000_000)}.`,
  'empty lists': () => `${']'.repeat(1_000_000)}.`,
  marks: () => `${'('.repeat(1_000_000)}.`,
};

test.each(Object.entries(hostile))('refuses a pickle of %s', (_, pickle) => {
  expect(() => parsePyTorch(checkpoint(pickle()), 'x.pth')).toThrow(
    /^x\.pth pickle: expected objects of at most/,
  );
});

test('reads a dict of many plain values', () => {
  const entries = Array.from({ length: 100_000 }, (_, i) => `${int(i)}K\x01`).join('');
  expect(() => parsePyTorch(checkpoint(`}(${entries}u.`))).toThrow('no tensor in it');
});
