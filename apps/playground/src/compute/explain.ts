import { methodNamed } from '@convzoo/gradcam';
import { normalize, upsample } from '@convzoo/gradcam/maps';
import { turbo } from '@convzoo/gradcam/overlay';
import { explainImage } from 'convzoo';
import type { ExplanationPicture, ExplanationRequest, Work } from './jobs.js';
import { classifierOf } from './networks.js';

type Map = ExplanationPicture['map'];

/** The longer side of a heat map in pixels: smooth at the size of the page. */
const heatSide = 256;

/** What in an image speaks for a class. */
export async function explain(
  { network, image, method, layer, target }: ExplanationRequest,
  { signal, onProgress }: Work,
): Promise<ExplanationPicture> {
  const explanation = await explainImage(classifierOf(network), image, {
    method: methodNamed(method),
    layer,
    ...(target === undefined ? {} : { target }),
    signal,
    onProgress,
  });
  const { map, degenerate, image: seen } = explanation;
  return {
    method: explanation.method,
    layer: explanation.layer,
    target: explanation.target.label,
    degenerate,
    map,
    heat: heatOf(map, seen),
  };
}

/** A map in colors, as opaque as it is strong. */
function heatOf(map: Map, seen: { width: number; height: number }): ExplanationPicture['heat'] {
  const scale = heatSide / Math.max(seen.width, seen.height);
  const [height, width] = [Math.round(seen.height * scale), Math.round(seen.width * scale)];
  const data = new Uint8ClampedArray(4 * width * height);
  upsample(normalize(map), height, width).data.forEach((value, i) => {
    data.set([...turbo(value), 255 * value], 4 * i);
  });
  return { height, width, data };
}
