import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readJpegHeader } from './jpeg-header.js';

const formats = new URL('../../fixtures/formats/', import.meta.url);
const photo = new URL('../../fixtures/chelsea.jpg', import.meta.url);
const names = await readdir(formats);
const files = [
  photo,
  ...names.filter((name) => !name.endsWith('.json')).map((name) => new URL(name, formats)),
];

test.each(files.map(({ pathname }, i) => [pathname.split('/').at(-1), files[i]!] as const))(
  '%s has the header that sharp reads, or is left to it',
  async (name, file) => {
    const bytes = await readFile(file);
    const { format, width, height, space, hasAlpha } = await sharp(bytes).metadata();
    const expected = name?.endsWith('.jpg') ? { format, width, height, space, hasAlpha } : undefined;
    expect(readJpegHeader(bytes)).toEqual(expected);
  },
);

test('a header without its frame is left to sharp', async () => {
  const bytes = await readFile(photo);
  const frame = bytes.indexOf(Uint8Array.of(0xff, 0xc0));
  for (let length = 0; length < frame + 10; length++) {
    expect(readJpegHeader(bytes.subarray(0, length))).toBeUndefined();
  }
  expect(readJpegHeader(bytes.subarray(0, frame + 10))).toMatchObject({ width: 451, height: 300 });
});

test('damage ends in a header or in none', async () => {
  const bytes = await readFile(photo);
  const damage = fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(damage, (changes) => {
      const damaged = Uint8Array.from(bytes.subarray(0, 1000));
      for (const [at, byte] of changes) damaged[at] = byte;
      const header = readJpegHeader(damaged);
      expect(header === undefined || header.width * header.height > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
