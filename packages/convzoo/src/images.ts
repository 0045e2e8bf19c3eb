import type { Pixels } from '@convzoo/core';
import type { ImageSource } from '@convzoo/data';

/** What a canvas can draw, in a page or a worker. */
export type DrawableImage =
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | ImageBitmap
  | OffscreenCanvas;

/**
 * An image: a path (in a page, an address), a URL, the bytes of an image file, a `Blob` or `File`, decoded pixels,
 * `ImageData`, or, in a page, an element that a canvas can draw.
 */
export type ImageInput = ImageSource | Pixels | ImageData | DrawableImage;

/** Whether an image's pixels are at hand. */
export function hasPixels(image: ImageInput): image is Pixels | ImageData {
  return typeof image === 'object' && 'data' in image && 'width' in image;
}

/** `ImageData` says its channels: it is RGBA. */
export function asPixels(image: Pixels | ImageData): Pixels {
  if ('channels' in image) return image;
  const { data, width, height } = image;
  return { data, width, height, channels: 4 };
}

/** Whether an image is a page's element, a bitmap or a canvas. */
export function isDrawable(image: ImageSource | DrawableImage): image is DrawableImage {
  return typeof image === 'object' && 'width' in image;
}
