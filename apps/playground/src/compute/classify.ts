import type { Pixels } from '@convzoo/core/preprocess';
import type { Classification } from './jobs.js';
import { networkOf } from './networks.js';

/** As many labels as a small screen has room for. */
const shown = 10;

/** The labels of an image and their scores. */
export async function classify({
  network,
  image,
}: {
  network: string;
  image: Pixels;
}): Promise<Classification> {
  const model = networkOf(network);
  const { head } = model;
  const all = await model.classify(image, { top: head.classes.length });
  const scores = new Float32Array(head.units);
  for (const { index, score } of all) scores[index] = score;
  return { scores: all.slice(0, shown), holds: head.decode(scores).map(({ label }) => label) };
}
