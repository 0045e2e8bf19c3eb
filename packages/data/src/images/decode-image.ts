import { readFile } from 'node:fs/promises';
import { ConvzooError } from '@convzoo/core/errors';
import type { Pixels } from '@convzoo/core/preprocess';
import type { Sharp, SharpOptions } from 'sharp';
import { admitPixels, type DecodeLimits, defaultPixelLimit, notAnImage } from './decode-limits.js';
import { type ImageSource, nameOf } from './image-source.js';
import { foreignFormat } from './image-types.js';
import { type Header, readJpegHeader } from './jpeg-header.js';
import { withoutPngText } from './png-text.js';

/**
 * Decodes an image to 8-bit samples: gray (1 channel), RGB (3) or, where there is transparency, RGBA (4).
 *
 * EXIF orientation is applied, CMYK is converted to RGB and 16 bits to 8, palettes are resolved, and only the first
 * frame of an animation is decoded. Color profiles are ignored, because published weights were trained that way; the
 * browser decoder is configured alike. Truncated and corrupt files are errors; partial images are never returned.
 *
 * @throws ConvzooError `file-error` where the file can't be read; `invalid-image` where it is not an image,
 * is damaged or has too many pixels; `missing-package` without sharp, which does the decoding
 */
export async function decodeImage(source: ImageSource, options: DecodeLimits = {}): Promise<Pixels> {
  const subject = nameOf(source);
  const bytes = withoutPngText(await readBytes(source));
  if (bytes.length === 0) throw notAnImage(subject, 'an empty file');
  const sharp = await loadSharp();
  try {
    const header =
      readJpegHeader(bytes) ?? (await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata());
    if (!formats.has(header.format)) throw notAnImage(subject, header.format);
    await admitPixels(subject, header, options);
    return await readSamples(sharp, bytes, header, options.pixelLimit ?? defaultPixelLimit);
  } catch (error) {
    if (ConvzooError.isInstance(error)) throw error;
    const foreign = foreignFormat(bytes);
    const [reason = ''] = messageOf(error).split('\n');
    if (foreign !== undefined) {
      throw notAnImage(subject, `${foreign}, which sharp does not decode`, {
        remedy: 'Convert it to JPEG or PNG.',
        cause: error,
      });
    }
    const found = unrecognized.test(reason) ? 'something else' : `damage: ${reason}`;
    throw notAnImage(subject, found, { cause: error });
  }
}

type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

/** The raster formats that sharp can decode. */
const formats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif']);

const unrecognized = /unsupported image format/;

/** Irregularities that libjpeg warns of although no pixel is lost; some cameras write them. */
const harmless = /extraneous bytes before marker|Invalid SOS parameters/;

const isHarmless = (error: unknown): boolean => {
  const warnings = messageOf(error).split('\n');
  return warnings.every((warning) => harmless.test(warning));
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The color space to decode an image to: its own where possible, because each conversion rounds. */
function colorSpaceOf({ space, hasAlpha }: Header): 'cmyk' | 'b-w' | 'srgb' {
  if (space === 'cmyk') return 'cmyk';
  return !hasAlpha && (space === 'b-w' || space === 'grey16') ? 'b-w' : 'srgb';
}

async function readSamples(
  sharp: SharpFactory,
  bytes: Uint8Array,
  header: Header,
  limitInputPixels: number,
): Promise<Pixels> {
  const space = colorSpaceOf(header);
  const read = (failOn: 'warning' | 'truncated') => {
    const image = sharp(bytes, { failOn, limitInputPixels, autoOrient: true, ignoreIcc: true });
    if (space === 'cmyk') image.pipelineColourspace('cmyk').removeAlpha();
    return image.toColourspace(space).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  };
  const { data, info } = await read('warning').catch((error: unknown) => {
    if (isHarmless(error)) return read('truncated');
    throw error;
  });
  const { width, height, channels } = info;
  if (space === 'cmyk') return { data: cmykToRgb(data), width, height, channels: 3 };
  if (channels === 2) throw new Error('gray and alpha were not expanded to RGBA');
  return { data, width, height, channels };
}

/** Subtractive conversion, as in Pillow and browsers: R = (255 - C) (255 - K) / 255. */
function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let i = 0, o = 0; i < cmyk.length; i += 4) {
    const light = 255 - cmyk[i + 3]!;
    for (let c = 0; c < 3; c++) rgb[o++] = Math.round(((255 - cmyk[i + c]!) * light) / 255);
  }
  return rgb;
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
      found: 'none that can be loaded',
      remedy: 'Install it: npm install sharp',
      cause: error,
    });
  }
}
