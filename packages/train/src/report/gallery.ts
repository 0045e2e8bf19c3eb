import {
  colorBar,
  drawPicture,
  enlargeable,
  type Html,
  heatSource,
  html,
  pictureSource,
  shortNames,
} from '@convzoo/report';
import type { Example } from '../examples.js';
import type { ExamplePicture, ReportContent } from './content.js';
import { percent } from './metric-names.js';

/** The examples of a report, whose pictures stand in the page once. */
export interface Gallery {
  /** What the page must hold for the pictures to be drawn. */
  readonly sources: Html;
  /** Examples as pictures with captions. `key` names the group within the page. */
  readonly of: (key: string, examples: readonly Example[]) => Html;
}

export function galleryOf({ pictures, heat }: Pick<ReportContent, 'pictures' | 'heat'>): Gallery {
  const numbered = new Map(
    [...pictures].map(([id, picture], i) => [id, { ...picture, key: `picture-${i}` }]),
  );
  const short = shortNames([...pictures.keys()]);
  const shot = (group: string, example: Example): Html => {
    const picture = numbered.get(example.sample.id);
    const caption = captionOf(example, picture);
    if (picture === undefined) return html`<figure class="shot"><figcaption>${caption}</figcaption></figure>`;
    const { key, photo, crop } = picture;
    const drawing = drawPicture({
      photo: { id: key, width: photo.width, height: photo.height },
      crop,
      heat: picture.heat === undefined ? undefined : `${key}-heat`,
      label: `${short(example.sample.id)}, ${labelOf(example)}`,
    });
    return enlargeable(`${group}-${key}`, drawing, caption, picture.heat !== undefined);
  };
  const captionOf = (example: Example, picture: ExamplePicture | undefined): Html => {
    const { sample, predictions } = example;
    const guesses = predictions.map(
      ({
        label,
        score,
      }) => html`<span>${label}</span><span class="bar"><i style="width: ${(100 * score).toFixed(1)}%"></i></span>
<span class="value">${percent(score)}</span>`,
    );
    const shown = picture?.heat;
    return html`<b>${labelOf(example)}</b>${calledOf(example)}<span class="bars">${guesses}</span>
${
  shown === undefined || heat === undefined
    ? ''
    : html`<span>${heat.name} for ${shown.target}</span>${colorBar({ colors: heat.colors, from: '0', to: shown.maximum.toPrecision(2) })}`
}
<small>${short(sample.id)}</small>`;
  };
  return {
    sources: html`${[...numbered.values()].map(({ key, photo, heat: map }) => [
      pictureSource(key, photo),
      map === undefined ? '' : heatSource(`${key}-heat`, map.picture),
    ])}`,
    of: (group, examples) =>
      html`<div class="shots">${examples.map((example) => shot(group, example))}</div>`,
  };
}

/** What a sample shows. */
function labelOf({ label }: Example): string {
  if (typeof label === 'boolean') return label ? 'yes' : 'no';
  return typeof label === 'object' ? label.join(', ') || 'no label' : String(label);
}

/** What it was taken for, where that is one class and another one. */
function calledOf({ label, predictions: [best] }: Example): string {
  const isOther = typeof label === 'string' && best !== undefined && best.label !== label;
  return isOther ? `, taken for ${best.label}` : '';
}
