import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { renderSheet, type Sheet, type SheetImage } from './sheet.js';

const picture = { url: 'data:image/png;base64,AAAA', width: 8, height: 4 };
const image: SheetImage = {
  name: 'a"b<b>.jpg',
  photo: picture,
  crop: { left: 0.25, top: 0, width: 0.5, height: 1 },
  predictions: [
    { label: 'dog & cat', index: 0, score: 0.987 },
    { label: 'cow', index: 1, score: 0.013 },
  ],
  maps: [
    { method: 'gradcam', target: 'dog & cat', heat: picture, probability: 0.987, maximum: 3.21 },
    { method: 'gradcam', target: 'cow', heat: picture, probability: 0.013, maximum: -1 },
  ],
};
const sheet: Sheet = {
  model: 'resnet50',
  images: [image],
  colors: ['rgb(0 0 0 / 0)', 'rgb(255 0 0 / 1)'],
  madeBy: { weights: 'imagenet1k_v2', layer: 'layer4.2.relu' },
};
const page = (change: Partial<Sheet> = {}) => parseHTML(renderSheet({ ...sheet, ...change })).document;

describe('a sheet', () => {
  test('states the prediction with its probability first', () => {
    expect(page().querySelector('.verdict')?.textContent).toBe(
      'resnet50 sees “dog & cat” in a"b<b>.jpg, with a probability of 98.7 %.',
    );
    expect(page({ images: [image, image] }).querySelector('.verdict')?.textContent).toBe(
      '2 images, as resnet50 sees them.',
    );
  });

  test('shows the whole photo with its crop, once for all maps', () => {
    const document = page();
    expect(document.querySelectorAll('symbol#image-0')).toHaveLength(1);
    // Each drawing stands in the page small and, to be opened, large.
    expect(document.querySelectorAll('svg.picture')).toHaveLength(6);
    const crops = [...document.querySelectorAll('rect.crop')].map((crop) => crop.getAttribute('x'));
    expect(crops).toEqual(Array.from({ length: 6 }, () => '2'));
  });

  test('says what colors stand for, and where there is no evidence', () => {
    const [first, second] = [...page().querySelectorAll('.shots figcaption')].map(
      ({ textContent }) => textContent,
    );
    expect(first).toMatch(/dog & cat 98\.7 %\s*gradcam\s*0\s*3\.2/);
    expect(second).toMatch(/cow 1\.3 %\s*gradcam\s*Nothing in the image speaks for it\./);
  });

  test('says how it was made', () => {
    expect(page().querySelector('#made dl')?.textContent).toMatch(
      /weights\s*imagenet1k_v2\s*layer\s*layer4\.2\.relu/,
    );
  });
});
