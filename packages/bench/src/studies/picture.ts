import type { Pixels } from '@convzoo/core';
import { encodePng } from '@convzoo/gradcam/overlay';
import * as Plot from '@observablehq/plot';
import { type Panel, panel } from './figure.js';

interface PicturePanelOptions {
  readonly width: number;
  /** Side in input pixels of the square that the picture shows. */
  readonly side: number;
  /** Interpolates between the pixels of the picture. Default false. */
  readonly smooth?: boolean;
  /** Drawn over the picture, in input pixels from the upper left corner. */
  readonly marks?: readonly Plot.Markish[];
  /** Shows the axes. Default true. */
  readonly axes?: boolean;
}

/** A square picture as a panel, its axes in pixels of the image that it is about. */
export function picturePanel(
  title: string,
  picture: Pixels,
  { width, side, smooth = false, marks = [], axes = true }: PicturePanelOptions,
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
      Plot.image([0], {
        x: side / 2,
        y: side / 2,
        width: inner,
        height: inner,
        src: () => pngUri(picture),
        preserveAspectRatio: 'none',
        imageRendering: smooth ? 'auto' : 'pixelated',
      }),
      ...marks,
    ],
  });
}

function pngUri(picture: Pixels): string {
  return `data:image/png;base64,${Buffer.from(encodePng(picture)).toString('base64')}`;
}
