import { type Pixels, resizePixels } from '@convzoo/core/preprocess';
import { encode } from 'fast-png';
import type { PictureFile } from '../picture.js';

export interface PictureOptions {
  /** Longest side in pixels; a larger image is made smaller. Default 640. */
  readonly longest?: number;
}

/** Smaller images are stored without loss. */
const losslessSide = 96;

/**
 * Pixels as a picture that a page can carry: WebP where sharp is installed, otherwise PNG. Small images are PNG always.
 */
export async function pictureFile(
  pixels: Pixels,
  { longest = 640 }: PictureOptions = {},
): Promise<PictureFile> {
  const fitted = shrunk(pixels, longest);
  const { width, height } = fitted;
  const url = await urlOf(fitted);
  return { url, width, height };
}

async function urlOf(pixels: Pixels): Promise<string> {
  const { data, width, height, channels } = pixels;
  const sharp =
    Math.max(width, height) <= losslessSide ? undefined : await import('sharp').catch(() => undefined);
  if (sharp === undefined) return dataUrl('image/png', encode({ data, width, height, channels, depth: 8 }));
  const image = sharp.default(data, { raw: { width, height, channels } });
  return dataUrl('image/webp', await image.webp({ quality: 82 }).toBuffer());
}

function shrunk(pixels: Pixels, longest: number): Pixels {
  const factor = longest / Math.max(pixels.width, pixels.height);
  if (factor >= 1) return pixels;
  const side = (length: number): number => Math.max(1, Math.round(length * factor));
  return resizePixels(pixels, [side(pixels.height), side(pixels.width)], { interpolation: 'bilinear' });
}

const dataUrl = (type: string, bytes: Uint8Array): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
