import { ConvzooError } from '../errors.js';
import { binaryHead } from './binary.js';
import { classNames } from './classes.js';
import type { Head, HeadKind } from './head.js';
import { multiClassHead } from './multi-class.js';
import { multiLabelHead } from './multi-label.js';

/**
 * The head of a kind with its defaults, for weights or files that name the kind.
 *
 * @throws ConvzooError `classes-mismatch` if a binary head gets several classes, `invalid-argument` if class
 *   names repeat or there are none.
 */
export function createHead(kind: HeadKind, classes: readonly string[] | number): Head {
  if (kind === 'multi-class') return multiClassHead(classes);
  if (kind === 'multi-label') return multiLabelHead(classes);
  const [name, ...others] = classNames(classes);
  if (name !== undefined && others.length === 0) return binaryHead(name);
  throw new ConvzooError('classes-mismatch', {
    subject: 'binary head',
    expected: 'one class',
    found: `${others.length + 1}`,
  });
}
