import { ConvzooError } from '@convzoo/core/errors';
import type { Pixels } from '@convzoo/core/preprocess';

/** The part of an HTMLCanvasElement or OffscreenCanvas that drawing needs. */
export interface Canvas {
  width: number;
  height: number;
  getContext(contextId: '2d'): { putImageData(data: ImageData, x: number, y: number): void } | null;
}

/** Gray, RGB or RGBA pixels as the RGBA of a canvas. For pages and workers, where ImageData exists. */
export function toImageData({ data, width, height, channels }: Pixels): ImageData {
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[channels * i + (channels === 1 ? 0 : c)]!;
    if (channels === 4) rgba[4 * i + 3] = data[4 * i + 3]!;
  }
  return new ImageData(rgba, width, height);
}

/**
 * Draws pixels on a canvas, which takes their size.
 * @throws ConvzooError `invalid-argument` if the canvas already has a context of another kind.
 */
export function toCanvas(pixels: Pixels, canvas: Canvas): void {
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new ConvzooError('invalid-argument', {
      subject: 'canvas to draw on',
      expected: 'one with a 2D context',
      found: 'one with another context',
    });
  }
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  context.putImageData(toImageData(pixels), 0, 0);
}
