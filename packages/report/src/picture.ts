import { type Html, html, type Part } from './html.js';
import { opacitySlider } from './opacity-slider.js';

/** An image as a URL that carries its data, with its size in pixels. */
export interface PictureFile {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** A rectangle, as fractions of a picture's width and height. May reach beyond it. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A photo that a page keeps once, and draws wherever its id is named. A small one is shown with square pixels. */
export function pictureSource(id: string, photo: PictureFile): Html {
  return source(id, photo, Math.max(photo.width, photo.height) <= smallSide ? 'pixelated' : 'auto');
}

/** The same for a heat map, which is always smooth. */
export function heatSource(id: string, heat: PictureFile): Html {
  return source(id, heat, 'auto');
}

const smallSide = 96;

function source(id: string, { url, width, height }: PictureFile, rendering: 'pixelated' | 'auto'): Html {
  return html`<svg class="source" aria-hidden="true"><symbol id="${id}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">
<image href="${url}" width="${width}" height="${height}" style="image-rendering: ${rendering}"/></symbol></svg>
`;
}

/** A photo with what a network saw of it, and what it looked at. */
export interface Drawing {
  /** Id of the photo's source, and its size. */
  readonly photo: Pick<PictureFile, 'width' | 'height'> & { readonly id: string };
  /** The part of the photo that was the network's input. Default: all of it. */
  readonly crop?: Box;
  /** Id of the source of a heat map, transparent where there is no evidence. It covers the crop. */
  readonly heat?: string | undefined;
  /** What the drawing shows, for readers who do not see it. */
  readonly label: string;
}

/** A photo with its crop marked and a heat map over it, as SVG. */
export function drawPicture({ photo: { id, width, height }, crop = whole, heat, label }: Drawing): Html {
  const [x, y] = [crop.left * width, crop.top * height];
  const [w, h] = [crop.width * width, crop.height * height];
  const isWhole = crop.left <= 0 && crop.top <= 0 && crop.width >= 1 && crop.height >= 1;
  const outside = `M0 0H${width}V${height}H0ZM${x} ${y}v${h}h${w}v${-h}Z`;
  const box = html`x="${x}" y="${y}" width="${w}" height="${h}"`;
  return html`<svg class="picture" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}">
<use href="#${id}" width="${width}" height="${height}"/>
${heat === undefined ? '' : html`<use class="heat" href="#${heat}" ${box}/>`}
${isWhole ? '' : html`<path class="outside" d="${outside}"/><rect class="crop" ${box}/>`}
</svg>`;
}

const whole: Box = { left: 0, top: 0, width: 1, height: 1 };

/**
 * A drawing as a button that opens it at full size, with a caption below.
 *
 * @param key names it within the page
 * @param hasHeat whether a slider for the heat map belongs beside it
 */
export function enlargeable(key: string, drawing: Html, caption: Part, hasHeat = false): Html {
  return html`<figure class="shot">
<button type="button" class="open" popovertarget="${key}" title="Enlarge">${drawing}</button>
<figcaption>${caption}</figcaption>
<div popover id="${key}" class="enlarged">
<button type="button" class="close" popovertarget="${key}" popovertargetaction="hide">Close</button>${hasHeat ? opacitySlider : ''}
${drawing}<div class="caption">${caption}</div></div>
</figure>
`;
}
