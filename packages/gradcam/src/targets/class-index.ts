import { ConvzooError } from '@convzoo/core/errors';
import type { HeadInfo } from './target.js';

/** Index of the logit that stands for a class. Throws `unknown-name` or `invalid-argument`. */
export function classIndex(label: string | number, units: number, { classes }: HeadInfo): number {
  if (typeof label === 'number') {
    if (Number.isInteger(label) && label >= 0 && label < units) return label;
    throw new ConvzooError('invalid-argument', {
      subject: 'class to explain',
      expected: `an integer from 0 to ${units - 1}`,
      found: `${label}`,
    });
  }
  const index = classes?.indexOf(label) ?? -1;
  if (index >= 0) return index;
  throw new ConvzooError('unknown-name', {
    subject: 'class to explain',
    expected: classes === undefined ? 'an index: this network names no classes' : listed(classes),
    found: `"${label}"`,
  });
}

export function className(index: number, { classes }: HeadInfo): string {
  return classes?.[index] ?? `class ${index}`;
}

function listed(classes: readonly string[]): string {
  const shown = classes.slice(0, 10).join(', ');
  return `one of ${shown}${classes.length > 10 ? `, … (${classes.length} in all)` : ''}`;
}
