import { binaryHead, type Head, type HeadKind, multiClassHead, multiLabelHead } from '@convzoo/core';
import type { Dataset } from '@convzoo/data';
import { balancedClassWeights, balancedPositiveWeights } from '../class-balance.js';
import type { TrainConfig } from './schema.js';

/** The head that a config describes, for the classes and, where the config names no kind, the labels of a dataset. */
export function headFor({ head = {} }: Pick<TrainConfig, 'head'>, train: Dataset): Head {
  const { kind = kindFor(train), labelSmoothing, balanced = false } = head;
  const smoothing = labelSmoothing === undefined ? {} : { labelSmoothing };
  if (kind === 'multi-class') {
    const weights = balanced ? { classWeights: balancedClassWeights(train) } : {};
    return multiClassHead(train.classes, { ...smoothing, ...weights });
  }
  const positiveWeights = balanced ? balancedPositiveWeights(train) : undefined;
  if (kind === 'multi-label') {
    return multiLabelHead(train.classes, { ...smoothing, ...(positiveWeights && { positiveWeights }) });
  }
  const [positiveWeight] = positiveWeights ?? [];
  return binaryHead(train.classes[0]!, {
    ...smoothing,
    ...(positiveWeight === undefined ? {} : { positiveWeight }),
  });
}

/** The kind of head that labels are for: yes or no, lists of classes, or one class each. */
function kindFor({ samples: [first] }: Dataset): HeadKind {
  if (typeof first?.label === 'boolean') return 'binary';
  return typeof first?.label === 'object' ? 'multi-label' : 'multi-class';
}
