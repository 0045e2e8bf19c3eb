import type { Prediction } from '@convzoo/core';
import type { SheetMap } from '../../explain-sheet/sheet.js';
import type { ModelFlags } from '../open-model.js';
import type { NextStep } from '../terminal.js';
import { commandLine, modelWords } from './words.js';

export interface Explained {
  /** One of the images, with its best predictions and its maps. */
  readonly image: string;
  readonly predictions: readonly Prediction[];
  readonly maps: readonly Pick<SheetMap, 'method' | 'target' | 'maximum'>[];
  /** Whether the head decides on one class of several. */
  readonly isOneOfMany: boolean;
  readonly flags: ModelFlags & { readonly method?: readonly string[]; readonly class?: string };
}

/** Methods of different kinds: by gradients at each place, by scores, by pixels. */
const comparable = ['gradcam', 'layercam', 'scorecam', 'occlusion'];

/** Scores so close to each other leave a doubt. */
const closeShare = 0.5;

/** What to do after `convzoo explain`: to look at another class, or by another method. */
export function afterExplanation({ image, predictions, maps, isOneOfMany, flags }: Explained): NextStep {
  const explain = (...options: readonly string[]): string =>
    commandLine('convzoo', 'explain', image, ...modelWords(flags), ...options);
  const methods = [...new Set(maps.map(({ method }) => method))];
  const [best, second] = predictions;
  const empty = maps.find(({ maximum }) => maximum <= 0);
  if (empty !== undefined && flags.class !== undefined) {
    return [
      explain('--class', 'top3'),
      `nothing in it speaks for ${empty.target}: see what it looks like instead`,
    ];
  }
  const isClose = second !== undefined && best !== undefined && second.score > closeShare * best.score;
  if (isOneOfMany && isClose && flags.class === undefined) {
    return [explain('--class', 'top2'), `${second.label} is close: see what speaks for either`];
  }
  const other = comparable.find((name) => !methods.includes(name)) ?? 'rise';
  return [explain('--method', [...methods, other].join(',')), `compare with ${other}`];
}
