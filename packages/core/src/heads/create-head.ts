import { ConvzooError } from '../errors/index.js';
import { binaryHead } from './binary.js';
import { classNames } from './classes.js';
import type { Head } from './head.js';
import type { HeadKind } from './kind.js';
import { multiClassHead } from './multi-class.js';
import { multiLabelHead } from './multi-label.js';

export interface CreateHeadOptions {
  /** Scores from which each class of a multi-label or binary head holds. Default 0.5. */
  thresholds?: readonly number[];
}

/**
 * The head of a kind that weights or a file name.
 *
 * @throws ConvzooError `classes-mismatch` if a binary head gets several classes, `invalid-argument` if class
 *   names repeat, if there are none, or if the thresholds do not fit the kind and the classes.
 */
export function createHead(
  kind: HeadKind,
  classes: readonly string[] | number,
  { thresholds }: CreateHeadOptions = {},
): Head {
  const options = thresholds === undefined ? {} : { threshold: thresholds };
  if (kind === 'multi-label') return multiLabelHead(classes, options);
  if (kind === 'binary') return binaryHead(onlyClass(classes), options);
  if (thresholds === undefined) return multiClassHead(classes);
  throw new ConvzooError('invalid-argument', {
    subject: 'multi-class head',
    expected: 'no thresholds, because exactly one class holds',
    found: `${thresholds.length} thresholds`,
  });
}

function onlyClass(classes: readonly string[] | number): string {
  const [name, ...others] = classNames(classes);
  if (name !== undefined && others.length === 0) return name;
  throw new ConvzooError('classes-mismatch', {
    subject: 'binary head',
    expected: 'one class',
    found: `${others.length + 1}`,
  });
}
