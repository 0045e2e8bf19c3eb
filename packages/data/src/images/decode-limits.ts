import { ConvzooError } from '@convzoo/core/errors';

export interface DecodeLimits {
  /**
   * Images with more pixels are refused before they are decoded, because a small file can contain an image that
   * fills all memory. Default 2^28: more than a 200-megapixel photo, 0.8 GB as RGB.
   */
  readonly pixelLimit?: number | undefined;
  /** Called with the number of pixels before they are decoded; decoding waits for the promise. */
  readonly beforeDecoding?: ((pixels: number) => Promise<void>) | undefined;
}

export const defaultPixelLimit: number = 2 ** 28;

/**
 * Refuses an image that is too large, then waits until its pixels may be decoded.
 *
 * @throws ConvzooError `invalid-image`
 */
export async function admitPixels(
  subject: string,
  { width, height }: { readonly width: number; readonly height: number },
  { pixelLimit = defaultPixelLimit, beforeDecoding }: DecodeLimits,
): Promise<void> {
  if (width * height > pixelLimit) {
    throw new ConvzooError('invalid-image', {
      subject,
      expected: `an image of at most ${pixelLimit} pixels`,
      found: `${width} x ${height} = ${width * height} pixels`,
      remedy: 'If you trust the file, raise pixelLimit.',
    });
  }
  await beforeDecoding?.(width * height);
}

export function notAnImage(
  subject: string,
  found: string,
  { remedy, cause }: { readonly remedy?: string; readonly cause?: unknown } = {},
): ConvzooError {
  return new ConvzooError('invalid-image', {
    subject,
    expected: 'an image (JPEG, PNG, WebP, GIF, TIFF or AVIF)',
    found,
    ...(remedy === undefined ? {} : { remedy }),
    ...(cause === undefined ? {} : { cause }),
  });
}
