import { fileURLToPath } from 'node:url';
import { cifar10Preprocessing, preprocess } from '@convzoo/core/preprocess';
import { describe, expect, it, vi } from 'vitest';
import { decodeImage } from './decode-image.js';
import { decodeImages, preprocessImages } from './decode-images.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const photo = fixture('chelsea.jpg');
const rgba = fixture('formats/rgba.png');
const noImage = fixture('README.md');

describe('decodeImages', () => {
  it('decodes in order', async () => {
    const decoded: [string, number][] = [];
    for await (const { source, pixels } of decodeImages([photo, rgba, photo])) {
      decoded.push([source, pixels.width]);
    }
    expect(decoded).toEqual([
      [photo, 451],
      [rgba, 48],
      [photo, 451],
    ]);
  });

  it('ends at the first bad image, in its turn', async () => {
    const images = decodeImages([photo, noImage, rgba]);
    expect((await images.next()).value).toMatchObject({ source: photo });
    await expect(images.next()).rejects.toMatchObject({ code: 'invalid-image', subject: noImage });
  });

  it('reports bad images and leaves them out when asked to', async () => {
    const onError = vi.fn();
    const sources: string[] = [];
    for await (const { source } of decodeImages([noImage, photo, 'missing.png', rgba], { onError })) {
      sources.push(source);
    }
    expect(sources).toEqual([photo, rgba]);
    expect(onError.mock.calls.map(([error, source]) => [error.code, source])).toEqual([
      ['invalid-image', noImage],
      ['file-error', 'missing.png'],
    ]);
  });

  it('does not take a missing package for a bad image', async () => {
    vi.doMock('sharp', () => {
      throw new Error('Cannot find package');
    });
    const images = decodeImages([photo], { onError: () => {} });
    await expect(images.next()).rejects.toMatchObject({ code: 'missing-package' });
    vi.doUnmock('sharp');
  });
});

describe('preprocessImages', () => {
  it("gives the network's inputs", async () => {
    const inputs: Float32Array[] = [];
    for await (const { input } of preprocessImages([photo, rgba], cifar10Preprocessing)) inputs.push(input);
    const expected = await Promise.all([photo, rgba].map((path) => decodeImage(path)));
    expect(inputs).toEqual(expected.map((pixels) => preprocess(pixels, cifar10Preprocessing)));
  });
});
