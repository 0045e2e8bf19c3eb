import type { Prediction } from '@convzoo/core';
import {
  type Box,
  colorBar,
  drawPicture,
  enlargeable,
  facts,
  type Html,
  heatSource,
  html,
  type PictureFile,
  pictureSource,
  renderPage,
  section,
  shortNames,
} from '@convzoo/report';

/** One heat map of an image. */
export interface SheetMap {
  /** Such as `gradcam`. */
  readonly method: string;
  /** Label of what is explained. */
  readonly target: string;
  /** The map in colors, transparent where there is no evidence. */
  readonly heat: PictureFile;
  /** Probability of the target; undefined for a target that is not a class. */
  readonly probability: number | undefined;
  /** The map's strongest value. Not above 0: nothing in the image speaks for the target. */
  readonly maximum: number;
}

/** An image with the predictions for it and the heat maps that explain them. */
export interface SheetImage {
  readonly name: string;
  readonly photo: PictureFile;
  /** The part of the photo that was the network's input. */
  readonly crop: Box;
  /** Whether the first prediction is the network's answer, as opposed to labels that each hold or not. */
  readonly predictions: readonly Prediction[];
  readonly maps: readonly SheetMap[];
}

export interface Sheet {
  readonly model: string;
  readonly images: readonly SheetImage[];
  /** CSS colors of the maps, from no evidence to the most. */
  readonly colors: readonly string[];
  /** Weights, layer, methods, runtime: by name. */
  readonly madeBy: Readonly<Record<string, string>>;
}

/** Explained images as one HTML page that needs no other file. */
export function renderSheet({ model, images: named, colors, madeBy }: Sheet): string {
  const short = shortNames(named.map(({ name }) => name));
  const images = named.map((image) => ({ ...image, name: short(image.name) }));
  return renderPage({
    title: `${model} explained`,
    kind: 'Explained predictions',
    verdict: verdictOf(model, images),
    context:
      'Warm colors mark the evidence for a class: the stronger the color, the more. A frame marks the part that the network saw.',
    heatMaps: true,
    body: [
      images.map((image, i) => imageSection(image, `image-${i}`, colors)),
      section('made', 'How it was made', facts(Object.entries(madeBy)), [
        'Each map is scaled by its own maximum, so that colors compare places within a map and not two maps. ',
        'The values at the ends of a bar are those of the map before scaling.',
      ]),
    ],
  });
}

function verdictOf(model: string, images: readonly SheetImage[]): string {
  const [first] = images;
  if (first === undefined) return 'No image could be explained.';
  if (images.length > 1) return `${images.length} images, as ${model} sees them.`;
  const [best] = first.predictions;
  return best === undefined
    ? `${model} sees none of its labels in ${first.name}.`
    : `${model} sees “${best.label}” in ${first.name}, with a probability of ${percent(best.score)}.`;
}

function imageSection(
  { name, photo, crop, predictions, maps }: SheetImage,
  key: string,
  colors: readonly string[],
): Html {
  const drawing = (label: string, heat?: string): Html =>
    drawPicture({ photo: { id: key, width: photo.width, height: photo.height }, crop, heat, label });
  const shots = maps.map((map, i) =>
    enlargeable(
      `${key}-map-${i}-large`,
      drawing(`${map.method} for ${map.target} in ${name}`, `${key}-map-${i}`),
      captionOf(map, colors),
      true,
    ),
  );
  return section(
    `${key}-section`,
    name,
    html`${pictureSource(key, photo)}${maps.map(({ heat }, i) => heatSource(`${key}-map-${i}`, heat))}
<div class="beside"><div>${enlargeable(`${key}-large`, drawing(name), bars(predictions))}</div>
<div class="shots">${shots}</div></div>`,
  );
}

function captionOf({ method, target, probability, maximum }: SheetMap, colors: readonly string[]): Html {
  const evidence =
    maximum > 0
      ? colorBar({ colors, from: '0', to: maximum.toPrecision(2) })
      : html`<span>Nothing in the image speaks for it.</span>`;
  return html`<b>${target}</b>${probability === undefined ? '' : ` ${percent(probability)}`}<br>${method}${evidence}`;
}

function bars(predictions: readonly Prediction[]): Html {
  return html`<span class="bars">${predictions.map(
    ({
      label,
      score,
    }) => html`<span>${label}</span><span class="bar"><i style="width: ${(100 * score).toFixed(1)}%"></i></span>
<span class="value">${percent(score)}</span>`,
  )}</span>`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
