import type { Pixels } from '@convzoo/core';
import { encodePng } from '@convzoo/gradcam/overlay';
import * as Plot from '@observablehq/plot';
import { type Panel, panel } from './figure.js';

/** A picture, stretched over the whole panel. */
export interface Layer {
  readonly pixels: Pixels;
  /** Interpolates between the pixels. Default false. */
  readonly smooth?: boolean;
}

interface PicturePanelOptions {
  readonly width: number;
  /** Side in input pixels of the square that the pictures show. */
  readonly side: number;
  /** Drawn over the pictures, in input pixels from the upper left corner. */
  readonly marks?: readonly Plot.Markish[];
  /** Shows the axes. Default true. */
  readonly axes?: boolean;
}

/** Square pictures on one another as a panel, whose axes are in pixels of the image that they are about. */
export function picturePanel(
  title: string,
  layers: readonly Layer[],
  { width, side, marks = [], axes = true }: PicturePanelOptions,
): Panel {
  const margins = axes
    ? { marginLeft: 44, marginBottom: 44, marginTop: 8, marginRight: 8 }
    : { marginLeft: 0, marginBottom: 0, marginTop: 4, marginRight: 0 };
  const inner = width - margins.marginLeft - margins.marginRight;
  return panel(title, {
    ...margins,
    width,
    height: inner + margins.marginTop + margins.marginBottom,
    x: { domain: [0, side], label: 'pixels →', ...(axes ? { ticks: 5 } : { axis: null }) },
    y: { domain: [side, 0], label: null, ...(axes ? { ticks: 5 } : { axis: null }) },
    marks: [
      ...layers.map(({ pixels, smooth = false }) =>
        Plot.image([pixels], {
          x: side / 2,
          y: side / 2,
          width: inner,
          height: inner,
          src: pngUri,
          preserveAspectRatio: 'none',
          imageRendering: smooth ? 'auto' : 'pixelated',
        }),
      ),
      ...marks,
    ],
  });
}

function pngUri(pixels: Pixels): string {
  return `data:image/png;base64,${Buffer.from(encodePng(pixels)).toString('base64')}`;
}
