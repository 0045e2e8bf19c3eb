import { ConvzooError } from '@convzoo/core/errors';

export interface DecodeOptions {
  /**
   * Images of more pixels are refused before they are decoded, because a small file can hold an image that
   * fills all memory. Default 2^28: a 200-megapixel camera's photographs, 0.8 GB as RGB.
   */
  readonly pixelLimit?: number;
}

/** @throws ConvzooError `invalid-image` */
export function checkPixelCount(
  subject: string,
  { width, height }: { readonly width: number; readonly height: number },
  { pixelLimit = 2 ** 28 }: DecodeOptions,
): void {
  if (width * height <= pixelLimit) return;
  throw new ConvzooError('invalid-image', {
    subject,
    expected: `an image of at most ${pixelLimit} pixels`,
    found: `${width} x ${height} = ${width * height} pixels`,
    remedy: 'If you trust the file, raise pixelLimit.',
  });
}

export function notAnImage(subject: string, found: string, cause?: unknown): ConvzooError {
  const details = { subject, expected: 'an image (JPEG, PNG, WebP, GIF, TIFF or AVIF)', found };
  return new ConvzooError('invalid-image', cause === undefined ? details : { ...details, cause });
}
