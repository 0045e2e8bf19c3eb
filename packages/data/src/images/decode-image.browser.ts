import { ConvzooError } from '@convzoo/core/errors';
import type { Pixels } from '@convzoo/core/preprocess';
import { admitPixels, type DecodeLimits, notAnImage } from './decode-limits.js';
import { type ImageSource, nameOf } from './image-source.js';

/**
 * Decodes an image with the browser's own decoders, in a page or a worker: always to RGBA, with EXIF orientation
 * applied, color profiles ignored, and only the first frame of an animation. Formats depend on the browser (TIFF is
 * rarely supported). Nearly transparent colors lose precision, because canvases store them premultiplied by alpha.
 *
 * @throws ConvzooError `file-error` where it can't be fetched; `invalid-image` where it is not an image, is
 * damaged or has too many pixels
 */
export async function decodeImage(source: ImageSource, options: DecodeLimits = {}): Promise<Pixels> {
  const subject = nameOf(source);
  const blob = await readBlob(source);
  if (blob.size === 0) throw notAnImage(subject, 'an empty file');
  const bitmap = await createImageBitmap(blob, {
    imageOrientation: 'from-image',
    premultiplyAlpha: 'none',
    colorSpaceConversion: 'none',
  }).catch((error: unknown) => {
    throw notAnImage(subject, 'something that the browser cannot decode', { cause: error });
  });
  try {
    await admitPixels(subject, bitmap, options);
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw notAnImage(subject, `${width} x ${height}, too large for a canvas`);
    context.drawImage(bitmap, 0, 0);
    return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
  } finally {
    bitmap.close();
  }
}

async function readBlob(source: ImageSource): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (source instanceof Uint8Array) return new Blob([source.slice()]);
  const failure = (found: string): ConvzooError =>
    new ConvzooError('file-error', { subject: nameOf(source), expected: 'an image to download', found });
  const response = await fetch(source).catch((error: unknown) => {
    throw failure(String(error));
  });
  if (response.ok) return await response.blob();
  throw failure(`HTTP ${response.status} ${response.statusText}`);
}
