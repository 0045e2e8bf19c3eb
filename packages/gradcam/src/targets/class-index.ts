import { ConvzooError, describe, didYouMean, oneOf } from '@convzoo/core/errors';
import type { HeadInfo } from './target.js';

/**
 * Index of the logit of a class, given by name, by index, or by index as text. A class whose exact name is
 * the text takes precedence over the index: among classes "0", "1" and "10", "10" is the third.
 * @throws ConvzooError `unknown-name` for a name that the head doesn't have, `invalid-argument` for an
 * index out of range.
 */
export function classIndex(label: string | number, units: number, { classes }: HeadInfo): number {
  if (typeof label === 'number') return checkedIndex(label, units);
  const named = classes?.indexOf(label) ?? -1;
  if (named >= 0) return named;
  if (/^\d+$/.test(label)) return checkedIndex(Number(label), units);
  throw new ConvzooError('unknown-name', {
    subject: 'class to explain',
    expected: classes === undefined ? 'an index, as this network has no class names' : oneOf(classes),
    found: describe(label),
    remedy: didYouMean(label, classes ?? []),
  });
}

function checkedIndex(index: number, units: number): number {
  if (Number.isInteger(index) && index >= 0 && index < units) return index;
  throw new ConvzooError('invalid-argument', {
    subject: 'class to explain',
    expected: `an integer from 0 to ${units - 1}`,
    found: `${index}`,
  });
}

export function className(index: number, { classes }: HeadInfo): string {
  return classes?.[index] ?? `class ${index}`;
}
