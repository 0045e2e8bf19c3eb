import type { Cut } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import type * as tf from '@tensorflow/tfjs-core';
import { type HeatMap, maximum } from '../maps/heat-map.js';
import type { Method, Row } from '../methods/method.js';
import { type MethodName, methodNamed } from '../methods/methods.js';
import type { WorkOptions } from '../passes/chunks.js';
import { forward } from '../passes/forward.js';
import { decided, type TargetSelection } from '../targets/selection.js';
import type { HeadInfo, ResolvedTarget, Target, TargetLike } from '../targets/target.js';
import { asTarget, predicted } from '../targets/targets.js';

/** Why the network gave one image its score. */
export interface Explanation {
  /** Raw and signed, at the method's own size; `normalize` and `upsample` prepare it for display. */
  readonly map: HeatMap;
  /** Largest value of the map. */
  readonly maximum: number;
  /** Whether nothing in the image speaks for the target: normalized, such a map is zero everywhere. */
  readonly degenerate: boolean;
  readonly target: ResolvedTarget;
  /** The target's score for the image. */
  readonly score: number;
  readonly logits: Float32Array;
  /** Name of the method. */
  readonly method: string;
  /** Name of the layer whose map was used. */
  readonly layer: string;
}

export interface ExplainOptions extends WorkOptions {
  /** By name, or with options as in `rise({ masks: 1000 })`. Default 'gradcam'. */
  method?: MethodName | Method;
  /** One target for all images, or a list with one per image. Default the network's prediction. */
  target?: TargetLike | readonly TargetLike[];
}

/**
 * One explanation for each image of a batch [batch, height, width, channels], preprocessed as for the
 * network. All tensors created are freed, and weights are left unchanged.
 *
 * @throws ConvzooError `invalid-shape` or `invalid-image` for images that don't fit or aren't finite;
 * `unknown-name` or `invalid-argument` for an unknown method, a target that the head doesn't have or a list
 * of targets of the wrong length; `invalid-model` for a network that the method can't explain.
 */
export async function explain(
  cut: Cut,
  x: tf.Tensor4D,
  { target = predicted, method = 'gradcam', ...work }: ExplainOptions = {},
): Promise<Explanation[]> {
  const batch = x.shape[0];
  const targets = isList(target) ? target.map(asTarget) : new Array<Target>(batch).fill(asTarget(target));
  if (targets.length !== batch) {
    throw new ConvzooError('invalid-argument', {
      subject: 'targets',
      expected: `one for each of the ${batch} images`,
      found: `${targets.length}`,
    });
  }
  const explained = await explainRows(cut, x, method, work, (image) => [targets[image]!]);
  return explained.flat();
}

export interface ExplainTargetsOptions extends WorkOptions {
  /** By name, or with options as in `rise({ masks: 1000 })`. Default 'gradcam'. */
  method?: MethodName | Method;
  /**
   * The targets to explain in each image, or a rule that selects them by the image's logits, such as
   * `topClasses(3)`. Default: every label that a multi-label head assigns, or the prediction of any other.
   */
  targets?: readonly TargetLike[] | TargetSelection;
}

/**
 * Several explanations per image, one list for each image. Features and perturbations are computed once
 * for all targets. Throws as `explain` does.
 */
export function explainTargets(
  cut: Cut,
  x: tf.Tensor4D,
  { targets = decided, method = 'gradcam', ...work }: ExplainTargetsOptions = {},
): Promise<Explanation[][]> {
  return explainRows(cut, x, method, work, (_, logits) =>
    typeof targets === 'function' ? targets(logits, headOf(cut)) : targets.map(asTarget),
  );
}

/** An explanation with this raw map; fields that depend on the map are computed. */
export function withMap(explanation: Omit<Explanation, MapField>, map: HeatMap): Explanation {
  const top = maximum(map);
  if (!Number.isFinite(top) || map.data.some((value) => !Number.isFinite(value))) {
    throw new ConvzooError('invalid-model', {
      subject: `${explanation.method} at ${explanation.layer}`,
      expected: 'a finite map',
      found: 'NaN or infinity',
      remedy: 'Check the weights and the scale of the images.',
    });
  }
  return Object.freeze({ ...explanation, map: Object.freeze(map), maximum: top, degenerate: top <= 0 });
}

type MapField = 'map' | 'maximum' | 'degenerate';

async function explainRows(
  cut: Cut,
  x: tf.Tensor4D,
  method: MethodName | Method,
  work: WorkOptions,
  targetsOf: (image: number, logits: Float32Array) => readonly Target[],
): Promise<Explanation[][]> {
  const chosen = typeof method === 'string' ? methodNamed(method) : method;
  const { a, logits } = await forward(cut, x, work);
  try {
    const head = headOf(cut);
    const rows = logits.flatMap((values, image): Row[] =>
      targetsOf(image, values).map((target) => ({ image, target: target(values, head) })),
    );
    const maps = rows.length === 0 ? [] : await chosen.run({ cut, x, a, logits, rows, work });
    const explanations = rows.map(({ image, target }, i) => ({
      image,
      explanation: withMap(
        {
          target,
          score: target.score(logits[image]!),
          logits: logits[image]!,
          method: chosen.name,
          layer: cut.name,
        },
        maps[i]!,
      ),
    }));
    return logits.map((_, image) =>
      explanations.filter((one) => one.image === image).map(({ explanation }) => explanation),
    );
  } finally {
    a.dispose();
  }
}

function headOf({ kind, classes }: Cut): HeadInfo {
  return classes === undefined ? { kind } : { kind, classes };
}

function isList(target: TargetLike | readonly TargetLike[]): target is readonly TargetLike[] {
  return Array.isArray(target);
}
