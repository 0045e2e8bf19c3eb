import { ConvzooError } from '@convzoo/core/errors';
import { classIndex, className } from './class-index.js';
import { linearTarget } from './linear.js';
import type { HeadInfo, ResolvedTarget, Target, TargetLike } from './target.js';

/**
 * The network's prediction: the class with the largest logit, or for a binary head yes or no, depending on
 * the sign of its logit.
 */
export const predicted: Target = (logits, head) =>
  head.kind === 'binary' ? yesOrNo(logits[0]! > 0, head) : classTarget(argMax(logits))(logits, head);

/**
 * The logit of a class, by name or index. A binary head also accepts `true` and `false`, where no is the
 * negated logit. When resolved, the target throws `unknown-name` or `invalid-argument` for a class that the
 * head doesn't have.
 */
export function classTarget(label: string | number | boolean): Target {
  return (logits, head) => {
    if (typeof label !== 'boolean') {
      const index = classIndex(label, logits.length, head);
      return linearTarget(className(index, head), new Map([[index, 1]]), logits.length);
    }
    if (head.kind === 'binary') return yesOrNo(label, head);
    throw new ConvzooError('invalid-argument', {
      subject: `target of a ${head.kind} head`,
      expected: 'a class by name or index',
      found: `${label}`,
    });
  };
}

/** A set of labels: the sum of their logits. With Grad-CAM, its raw map is the sum of their raw maps. */
export function labelSet(labels: readonly (string | number)[]): Target {
  return (logits, head) => {
    const indices = labels.map((label) => classIndex(label, logits.length, head));
    if (indices.length === 0) {
      throw new ConvzooError('invalid-argument', {
        subject: 'set of labels to explain',
        expected: 'at least one label',
        found: 'none',
      });
    }
    const names = indices.map((index) => className(index, head));
    return linearTarget(names.join(' + '), new Map(indices.map((index) => [index, 1])), logits.length);
  };
}

/** Evidence against a target: its negated score, before a method rectifies anything. */
export function negative(target: TargetLike): Target {
  return (logits, head) => {
    const { label, favors, opposes, score, gradient } = asTarget(target)(logits, head);
    return {
      label: label.startsWith('not ') ? label.slice('not '.length) : `not ${label}`,
      favors: opposes,
      opposes: favors,
      score: (values) => -score(values),
      gradient: (values) => gradient(values).map((value) => -value),
    };
  };
}

/**
 * Why one class rather than another: the first logit minus the second. When resolved, the target throws
 * `invalid-argument` if both are the same class.
 */
export function contrast(label: string | number, other: string | number): Target {
  return (logits, head) => {
    const index = classIndex(label, logits.length, head);
    const against = classIndex(other, logits.length, head);
    if (index === against) {
      throw new ConvzooError('invalid-argument', {
        subject: 'contrast',
        expected: 'two classes',
        found: `"${className(index, head)}" twice`,
      });
    }
    const name = `${className(index, head)} rather than ${className(against, head)}`;
    const weights = new Map([
      [index, 1],
      [against, -1],
    ]);
    return linearTarget(name, weights, logits.length);
  };
}

export function asTarget(target: TargetLike): Target {
  return typeof target === 'function' ? target : classTarget(target);
}

function yesOrNo(yes: boolean, head: HeadInfo): ResolvedTarget {
  const name = className(0, head);
  return linearTarget(yes ? name : `not ${name}`, new Map([[0, yes ? 1 : -1]]), 1);
}

function argMax(values: ArrayLike<number>): number {
  return Array.from(values).reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}
