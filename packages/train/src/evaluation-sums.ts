import { ConvzooError, type Head } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { MetricResult } from './metrics/accumulator.js';
import { createMetrics } from './metrics/metrics.js';

/** What a model's scores on some images amount to. */
export interface EvaluationResult extends MetricResult {
  readonly samples: number;
  /** Mean of the head's loss. */
  readonly loss: number;
}

/** Sums of an evaluation, whichever machine computed the logits. */
export interface EvaluationSums {
  /**
   * Takes a batch: targets and raw scores, [batch, units].
   *
   * @returns probabilities, [batch, units]
   * @throws ConvzooError `invalid-model` if a score is not finite
   */
  add(targets: Float32Array, logits: Float32Array): Promise<Float32Array>;
  readonly samples: number;
  /** Of at least one sample. */
  result(): EvaluationResult;
}

/** Adds up loss and the metrics that fit a head. The same batches in the same order give the same bits. */
export function evaluationSums(head: Head): EvaluationSums {
  const metrics = createMetrics(head);
  let [samples, lossSum] = [0, 0];
  return {
    add: async (targets, logits) => {
      checkFinite(logits);
      const count = logits.length / head.units;
      const { scores, loss } = await score(head, targets, logits);
      for (let i = 0; i < count; i++) {
        const row = (values: Float32Array) => values.subarray(i * head.units, (i + 1) * head.units);
        metrics.add(row(targets), row(scores));
      }
      samples += count;
      lossSum += loss * count;
      return scores;
    },
    get samples() {
      return samples;
    },
    result: () => ({ samples, loss: lossSum / samples, ...metrics.result() }),
  };
}

async function score(
  head: Head,
  targets: Float32Array,
  logits: Float32Array,
): Promise<{ scores: Float32Array; loss: number }> {
  const shape: [number, number] = [logits.length / head.units, head.units];
  const [scores, loss] = tf.tidy(() => {
    const raw = tf.tensor2d(logits, shape);
    return [head.activate(raw), head.loss(tf.tensor2d(targets, shape), raw)] as const;
  });
  const [scoreValues, [lossValue]] = await Promise.all([scores.data(), loss.data()]);
  tf.dispose([scores, loss]);
  return { scores: Float32Array.from(scoreValues), loss: lossValue! };
}

/** Weights can be finite and scores not: activations overflow, or a batch norm divides by nothing. */
function checkFinite(scores: ArrayLike<number>): void {
  for (let i = 0; i < scores.length; i++) {
    if (Number.isFinite(scores[i])) continue;
    throw new ConvzooError('invalid-model', {
      subject: 'scores of the model',
      expected: 'finite numbers',
      found: `${scores[i]}`,
      remedy: 'Check the weights and the preprocessing that they were trained with.',
    });
  }
}
