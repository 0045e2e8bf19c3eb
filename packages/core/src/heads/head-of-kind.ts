import { ConvzooError } from '../errors.js';
import { binaryHead } from './binary.js';
import { classNames } from './classes.js';
import type { Head, HeadKind } from './head.js';
import { sigmoidHead } from './sigmoid.js';
import { softmaxHead } from './softmax.js';

/**
 * The head of a kind with its defaults, for weights or files that name the kind.
 *
 * @throws ConvzooError `classes-mismatch` if a single-class head gets several classes, `invalid-argument` if class
 *   names repeat or there are none.
 */
export function headOfKind(kind: HeadKind, classes: readonly string[] | number): Head {
  if (kind === 'multi-class') return softmaxHead(classes);
  if (kind === 'multi-label') return sigmoidHead(classes);
  const [name, ...others] = classNames(classes);
  if (name !== undefined && others.length === 0) return binaryHead(name);
  throw new ConvzooError('classes-mismatch', {
    subject: 'single-class head',
    expected: 'one class',
    found: `${others.length + 1}`,
  });
}
