import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { imagenetPreprocessing, resizeAndCrop } from '@convzoo/core/preprocess';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeImage } from './decode-image.js';
import { readJpegHeader } from './jpeg-header.js';

const fixtures = new URL('../../fixtures/', import.meta.url);
const fixture = (name: string) => fileURLToPath(new URL(name, fixtures));

/** What tools/parity/decoding.py writes; `data` is base64. */
interface Expected {
  pictures: { width: number; height: number; channels: number; data: string }[];
  files: Record<string, { picture: number; tolerance: number }>;
}
const expected: Expected = JSON.parse(await readFile(new URL('formats/expected.json', fixtures), 'utf8'));

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, sample, i) => Math.max(worst, Math.abs(sample - b[i]!)), 0);
};

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convzoo-decode-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

describe('decodeImage', () => {
  it.each(Object.entries(expected.files))('decodes %s', async (name, { picture, tolerance }) => {
    const { data, ...shape } = expected.pictures[picture]!;
    const pixels = await decodeImage(fixture(`formats/${name}`));
    expect(pixels).toMatchObject(shape);
    expect(largestDifference(pixels.data, Buffer.from(data, 'base64'))).toBeLessThanOrEqual(tolerance);
  });

  it('and preprocessing give what Pillow gives for a photograph', async () => {
    const preprocessing = { ...imagenetPreprocessing, resize: 64, crop: [56, 56] } as const;
    const ours = resizeAndCrop(await decodeImage(fixture('chelsea.jpg')), preprocessing);
    const pillows = await decodeImage(fixture('chelsea-cropped.png'));
    expect(largestDifference(ours.data, pillows.data)).toBeLessThanOrEqual(1);
  });

  it('takes paths, URLs, bytes and blobs', async () => {
    const bytes = await readFile(fixture('formats/rgba.png'));
    const sources = [new URL('formats/rgba.png', fixtures), bytes, new Blob([bytes])];
    const fromPath = await decodeImage(fixture('formats/rgba.png'));
    for (const source of sources) expect(await decodeImage(source)).toEqual(fromPath);
  });

  it('leaves samples as they are stored when there is a color profile', async () => {
    const red = sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } });
    const path = await file('display-p3.png', await red.withIccProfile('p3').png().toBuffer());
    const { data } = await sharp(path, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeLessThan(245); // sRGB's red is not the reddest of Display P3
    expect((await decodeImage(path)).data).toEqual(data);
  });
});

describe('what is refused, with the file and the reason', () => {
  const photo = () => readFile(fixture('chelsea.jpg'));

  it('a missing file and a directory', async () => {
    const missing = join(directory, 'missing.jpg');
    await expect(decodeImage(missing)).rejects.toMatchObject({
      code: 'file-error',
      message: `${missing}: expected a file that can be read, found no such file.`,
    });
    await expect(decodeImage(directory)).rejects.toMatchObject({ code: 'file-error', found: 'a directory' });
  });

  it('an empty file, a text and a drawing', async () => {
    const cases = [
      ['empty.jpg', '', 'an empty file'],
      ['text.jpg', 'I am no photograph', 'something else'],
      ['drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'svg'],
    ] as const;
    for (const [name, content, found] of cases) {
      const path = await file(name, content);
      await expect(decodeImage(path)).rejects.toMatchObject({ code: 'invalid-image', subject: path, found });
    }
  });

  it.each([
    ['BMP', 'BM6\0\0\0'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ])('%s, with its name and the way out', async (name, content) => {
    const path = await file(`photo.${name}`, content);
    await expect(decodeImage(path)).rejects.toThrow(
      `found ${name}, which sharp does not decode. Convert it to JPEG or PNG.`,
    );
  });

  it('a JPEG whose frame hides behind a restart marker', async () => {
    const hidden = jpegBehindRestartMarker(40_000);
    expect(readJpegHeader(hidden)).toBeUndefined();
    await expect(decodeImage(hidden)).rejects.toThrow('found 40000 x 40000 = 1600000000 pixels');
  });

  it("what a header conceals, by the decoder's own limit", async () => {
    vi.resetModules();
    const header = { format: 'jpeg', width: 8, height: 8, space: 'srgb', hasAlpha: false };
    vi.doMock('./jpeg-header.js', () => ({ readJpegHeader: () => header }));
    const { decodeImage: deceived } = await import('./decode-image.js');
    vi.doUnmock('./jpeg-header.js');
    await expect(deceived(await photo(), { pixelLimit: 1000 })).rejects.toThrow(
      'damage: Input image exceeds pixel limit',
    );
  });

  it('a truncated JPEG, wherever it ends', async () => {
    const bytes = await photo();
    for (const length of [2, 30, 700, 15_000, bytes.length - 2]) {
      const path = await file('truncated.jpg', bytes.subarray(0, length));
      await expect(decodeImage(path)).rejects.toMatchObject({ code: 'invalid-image', subject: path });
    }
  });

  it('a JPEG with a damaged middle', async () => {
    const bytes = await photo();
    for (let i = 0, random = 1; i < 2000; i++) {
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
      bytes[10_000 + i] = random >> 16;
    }
    await expect(decodeImage(bytes)).rejects.toMatchObject({
      code: 'invalid-image',
      message: expect.stringContaining('found damage: '),
    });
  });

  it('truncated and damaged PNG and GIF', async () => {
    const png = await readFile(fixture('formats/rgb-16-bit.png'));
    await expect(decodeImage(png.subarray(0, 3000))).rejects.toMatchObject({ code: 'invalid-image' });
    await expect(decodeImage(png.fill(0, 3000, 3040))).rejects.toMatchObject({ code: 'invalid-image' });
    const gif = await readFile(fixture('formats/still.gif'));
    await expect(decodeImage(gif.subarray(0, 200))).rejects.toMatchObject({ code: 'invalid-image' });
  });

  it('but not irregularities that cost no pixel', async () => {
    const bytes = await photo();
    const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
    const padded = Buffer.concat([bytes.subarray(0, scan), Buffer.from([1, 2, 3]), bytes.subarray(scan)]);
    expect(await decodeImage(padded)).toEqual(await decodeImage(bytes));
    await expect(decodeImage(padded.subarray(0, 15_000))).rejects.toMatchObject({ code: 'invalid-image' });
  });

  it('a decompression bomb, before it is decoded', async () => {
    const bomb = await file('bomb.png', blackPng(20_000, 20_000));
    await expect(decodeImage(bomb)).rejects.toMatchObject({
      code: 'invalid-image',
      message:
        `${bomb}: expected an image of at most 268435456 pixels, ` +
        'found 20000 x 20000 = 400000000 pixels. If you trust the file, raise pixelLimit.',
    });
    await expect(decodeImage(fixture('chelsea.jpg'), { pixelLimit: 451 * 300 - 1 })).rejects.toThrow(
      'found 451 x 300 = 135300 pixels',
    );
    await expect(decodeImage(fixture('chelsea.jpg'), { pixelLimit: 451 * 300 })).resolves.toBeDefined();
  });

  it('or decoded, but nothing else happens, whatever the bytes are', async () => {
    const names = ['progressive.jpg', 'cmyk.jpg', 'rgba.png', 'palette.png', 'animated.gif', 'lossless.webp'];
    const seeds = await Promise.all(names.map((name) => readFile(fixture(`formats/${name}`))));
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 });
    const damaged = fc.tuple(fc.constantFrom(...seeds), changes, fc.nat()).map(([seed, edits, cut]) => {
      const bytes = Uint8Array.from(seed);
      for (const [at, value] of edits) bytes[at % bytes.length] = value;
      return bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
    });
    const property = fc.asyncProperty(damaged, async (bytes) => {
      try {
        const { data, width, height, channels } = await decodeImage(bytes, { pixelLimit: 1e6 });
        expect(data).toHaveLength(width * height * channels);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-image' });
      }
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('everything, without sharp', async () => {
    vi.doMock('sharp', () => {
      throw new Error('Cannot find package');
    });
    await expect(decodeImage(fixture('formats/1x1.png'))).rejects.toMatchObject({
      code: 'missing-package',
      remedy: 'Install it: npm install sharp',
    });
    vi.doUnmock('sharp');
  });
});

/**
 * A JPEG that begins with RST0, a marker without length. A reader that expects a length there takes the
 * following marker for it and lands on a small frame inside the APP1 segment; the true frame follows that
 * segment.
 */
function jpegBehindRestartMarker(side: number): Uint8Array {
  const segment = (marker: number, content: Uint8Array): Buffer => {
    const length = content.length + 2;
    return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), content]);
  };
  const frame = (size: number): Buffer =>
    segment(0xc0, Uint8Array.of(8, size >> 8, size & 255, size >> 8, size & 255, 1, 1, 0x11, 0));
  const payload = Buffer.alloc(65_533);
  frame(8).copy(payload, 2 + 2 + 0xffe1 - 8);
  const tables = segment(0xdb, Buffer.from([0, ...new Array(64).fill(1)]));
  const codes = [0x00, 0x10].map((kind) => segment(0xc4, Buffer.from([kind, 1, ...new Array(16).fill(0)])));
  const scan = segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0));
  const start = Buffer.from([0xff, 0xd8, 0xff, 0xd0]);
  return Buffer.concat([
    start,
    segment(0xe1, payload),
    tables,
    frame(side),
    ...codes,
    scan,
    Buffer.alloc(100),
  ]);
}

/** A valid 1-bit PNG, whose size in memory is far from its size on disk. */
function blackPng(width: number, height: number): Buffer {
  const chunk = (kind: string, body: Uint8Array) => {
    const content = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(content));
    return Buffer.concat([length, content, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', new Uint8Array()),
  ]);
}
