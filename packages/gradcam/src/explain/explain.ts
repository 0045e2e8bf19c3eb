import type { Cut } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import { ExplanationError } from '../errors.js';
import { type HeatMap, maximum } from '../maps/heat-map.js';
import { gradCam } from '../methods/grad-cam.js';
import type { Method, Row } from '../methods/method.js';
import type { WorkOptions } from '../passes/chunks.js';
import { forward } from '../passes/forward.js';
import { decided, type TargetSelection } from '../targets/selection.js';
import type { HeadInfo, ResolvedTarget, Target, TargetLike } from '../targets/target.js';
import { asTarget, predicted } from '../targets/targets.js';

/** Why the network gave one image the score it gave. */
export interface Explanation {
  /** Raw and signed, at the method's own size; `normalize` and `upsample` make it fit for the eye. */
  readonly map: HeatMap;
  /** Largest value of the map. */
  readonly maximum: number;
  /** True where no place of the map speaks for the target: normalized, such a map is zero everywhere. */
  readonly degenerate: boolean;
  readonly target: ResolvedTarget;
  /** The target's score for the image. */
  readonly score: number;
  readonly logits: Float32Array;
  readonly method: string;
  /** Name of the layer that was looked at. */
  readonly tap: string;
}

export interface ExplainOptions extends WorkOptions {
  /** Default Grad-CAM. */
  method?: Method;
  /** What is explained: one target for all images, or a list of one per image. Default what is predicted. */
  target?: TargetLike | readonly TargetLike[];
}

/**
 * One explanation for each image of a batch [batch, height, width, channels], preprocessed as for the
 * network. Frees all tensors it makes and leaves weights as they are.
 *
 * Throws `invalid-shape` or `invalid-image` for images that don't fit or aren't finite, `unknown-name` or
 * `invalid-argument` for a target that the head doesn't have or a list of targets of the wrong length,
 * and `invalid-model` for a network that the method can't explain.
 */
export async function explain(
  cut: Cut,
  x: tf.Tensor4D,
  { target = predicted, method, ...work }: ExplainOptions = {},
): Promise<Explanation[]> {
  const batch = x.shape[0];
  const targets = isList(target) ? target.map(asTarget) : new Array<Target>(batch).fill(asTarget(target));
  if (targets.length !== batch) {
    throw new ExplanationError('invalid-argument', {
      subject: 'targets',
      expected: `one for each of the ${batch} images`,
      found: `${targets.length}`,
    });
  }
  const explained = await explainRows(cut, x, method, work, (image) => [targets[image]!]);
  return explained.flat();
}

export interface ExplainTargetsOptions extends WorkOptions {
  /** Default Grad-CAM. */
  method?: Method;
  /**
   * What is explained in each image: a list of targets, or a rule that chooses them by the image's logits,
   * such as `topClasses(3)`. Default `decided`: each label that holds, or the prediction.
   */
  targets?: readonly TargetLike[] | TargetSelection;
}

/**
 * Several explanations for each image: one list per image. The features are computed once, and so is
 * what a method perturbs. Throws as `explain` does.
 */
export function explainTargets(
  cut: Cut,
  x: tf.Tensor4D,
  { targets = decided, method, ...work }: ExplainTargetsOptions = {},
): Promise<Explanation[][]> {
  return explainRows(cut, x, method, work, (_, logits) =>
    typeof targets === 'function' ? targets(logits, headOf(cut)) : targets.map(asTarget),
  );
}

/** The explanation with another raw map, as smoothing makes. */
export function withMap(explanation: Explanation, map: HeatMap): Explanation {
  const top = maximum(map);
  if (!Number.isFinite(top) || map.data.some((value) => !Number.isFinite(value))) {
    throw new ExplanationError('invalid-model', {
      subject: `${explanation.method} at ${explanation.tap}`,
      expected: 'a finite map',
      found: 'NaN or infinity',
      remedy: 'Check the weights and the scale of the images.',
    });
  }
  return Object.freeze({ ...explanation, map: Object.freeze(map), maximum: top, degenerate: top <= 0 });
}

async function explainRows(
  cut: Cut,
  x: tf.Tensor4D,
  method: Method = gradCam,
  work: WorkOptions,
  targetsOf: (image: number, logits: Float32Array) => readonly Target[],
): Promise<Explanation[][]> {
  work.signal?.throwIfAborted();
  const { a, logits } = await forward(cut, x);
  try {
    const head = headOf(cut);
    const rows = logits.flatMap((values, image): Row[] =>
      targetsOf(image, values).map((target) => ({ image, target: target(values, head) })),
    );
    const maps = rows.length === 0 ? [] : await method.run({ cut, x, a, logits, rows, work });
    const explanations = rows.map(({ image, target }, i) => ({
      image,
      explanation: record(maps[i]!, target, logits[image]!, method, cut),
    }));
    return logits.map((_, image) =>
      explanations.filter((one) => one.image === image).map(({ explanation }) => explanation),
    );
  } finally {
    a.dispose();
  }
}

function record(
  map: HeatMap,
  target: ResolvedTarget,
  logits: Float32Array,
  method: Method,
  cut: Cut,
): Explanation {
  const blank = { map, maximum: 0, degenerate: false };
  const score = target.score(logits);
  return withMap({ ...blank, target, score, logits, method: method.name, tap: cut.name }, map);
}

function headOf({ kind, classes }: Cut): HeadInfo {
  return classes === undefined ? { kind } : { kind, classes };
}

function isList(target: TargetLike | readonly TargetLike[]): target is readonly TargetLike[] {
  return Array.isArray(target);
}
