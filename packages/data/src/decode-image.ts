import { readFile } from 'node:fs/promises';
import { ConvzooError, type Pixels } from '@convzoo/core';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { checkPixelCount, type DecodeOptions, notAnImage } from './decode-options.js';
import { type ImageSource, nameOf } from './image-source.js';

/**
 * Decodes an image to 8-bit samples: grey (1 channel), RGB (3) or, where there is transparency, RGBA (4).
 *
 * EXIF orientation is applied, CMYK converted to sRGB, 16 bits cut to 8, palettes resolved, and of an
 * animation only the first frame taken. Colour profiles of RGB and grey images are ignored: published weights
 * were trained on samples read that way. Truncated and corrupt files are errors, never half an image.
 *
 * @throws ConvzooError `file-error` where the file can't be read; `invalid-image` where it is not an image,
 * is damaged or has too many pixels; `missing-package` without sharp, which does the decoding
 */
export async function decodeImage(source: ImageSource, options: DecodeOptions = {}): Promise<Pixels> {
  const subject = nameOf(source);
  const bytes = await readBytes(source);
  if (bytes.length === 0) throw notAnImage(subject, 'an empty file');
  const sharp = await loadSharp();
  try {
    const metadata = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
    if (!formats.has(metadata.format)) throw notAnImage(subject, metadata.format);
    checkPixelCount(subject, metadata, options);
    return await readSamples(sharp, bytes, metadata);
  } catch (error) {
    if (ConvzooError.isInstance(error)) throw error;
    const [reason = ''] = messageOf(error).split('\n');
    throw notAnImage(subject, unrecognised.test(reason) ? 'something else' : `damage: ${reason}`, error);
  }
}

type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

/** What sharp can decode, less the vector formats: those have no pixels of their own. */
const formats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif']);

const unrecognised = /unsupported image format/;

/** Irregularities that libjpeg warns of although no pixel is lost; some cameras write them. */
const harmless = /extraneous bytes before marker|Invalid SOS parameters/;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function readSamples(sharp: SharpFactory, bytes: Uint8Array, metadata: Metadata): Promise<Pixels> {
  const isGrey = !metadata.hasAlpha && ['b-w', 'grey16'].includes(metadata.space);
  const read = (failOn: 'warning' | 'truncated') =>
    sharp(bytes, {
      failOn,
      limitInputPixels: false,
      autoOrient: true,
      ignoreIcc: metadata.space !== 'cmyk',
    })
      .toColourspace(isGrey ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  const { data, info } = await read('warning').catch((error: unknown) => {
    if (
      messageOf(error)
        .split('\n')
        .every((line) => harmless.test(line))
    )
      return read('truncated');
    throw error;
  });
  const { width, height, channels } = info;
  if (channels === 2) throw new Error('grey and alpha were not expanded to RGBA');
  return { data, width, height, channels };
}

async function readBytes(source: ImageSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  try {
    return await readFile(source);
  } catch (error) {
    throw new ConvzooError('file-error', {
      subject: nameOf(source),
      expected: 'a file that can be read',
      found: readFailure(error),
      cause: error,
    });
  }
}

const readFailures: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'a directory',
  EACCES: 'no permission to read it',
};

function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return readFailures[code] ?? messageOf(error);
}

async function loadSharp(): Promise<SharpFactory> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new ConvzooError('missing-package', {
      subject: 'decodeImage',
      expected: 'the package sharp, which decodes images in Node',
      found: 'that it can not be loaded',
      remedy: 'Install it: npm install sharp',
      cause: error,
    });
  }
}
