import { ConvzooError, describe } from '../errors/index.js';
import type { Head, Label } from './head.js';
import { multiLabelHead } from './multi-label.js';

export interface BinaryHeadOptions {
  /** Targets move by half of this towards 1/2. Default 0. */
  labelSmoothing?: number;
  /** Factor on the loss of a positive sample. Default 1. */
  positiveWeight?: number;
  /** Score from which the class holds, or a list of that one score. Default 0.5. */
  threshold?: number | readonly number[];
}

/** Binary classification: one logit says whether the image shows the class or not. */
export function binaryHead(className: string, { positiveWeight, ...options }: BinaryHeadOptions = {}): Head {
  const head = multiLabelHead([className], {
    ...options,
    ...(positiveWeight === undefined ? {} : { positiveWeights: [positiveWeight] }),
  });
  return {
    ...head,
    kind: 'binary',
    encode: (label) => Float32Array.of(holds(label, className) ? 1 : 0),
    metrics: { accuracy: head.metrics.labelAccuracy! },
  };
}

/** Whether a label says yes: true, 1, the class itself, or a list that has it. */
function holds(label: Label, className: string): boolean {
  if (label === true || label === 1 || label === className) return true;
  if (label === false || label === 0) return false;
  if (typeof label === 'object' && label.every((one) => one === className)) return label.length > 0;
  throw new ConvzooError('invalid-argument', {
    subject: 'label of a binary sample',
    expected: `true or false, 1 or 0, "${className}" or an empty list`,
    found: describe(label),
  });
}
