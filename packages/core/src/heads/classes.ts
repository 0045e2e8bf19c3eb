import { ConvzooError, describe, didYouMean, oneOf } from '../errors/index.js';

/** More classes than any data set has, few enough to have a name each. */
const mostClasses = 2 ** 20;

/** Class names, given as such or counted. */
export function classNames(classes: readonly string[] | number): readonly string[] {
  if (typeof classes === 'number') {
    if (Number.isInteger(classes) && classes > 0 && classes <= mostClasses) {
      return Array.from({ length: classes }, (_, index) => `class ${index}`);
    }
  } else if (classes.length > 0 && new Set(classes).size === classes.length) {
    return [...classes];
  }
  throw new ConvzooError('invalid-argument', {
    subject: 'classes of a head',
    expected: `1 to ${mostClasses} classes, each with a name of its own`,
    found:
      typeof classes === 'number'
        ? describe(classes)
        : `${classes.length} names, ${new Set(classes).size} distinct`,
  });
}

/** Index of a class given by name or index. Throws `unknown-name` or `invalid-argument`. */
export function classIndex(classes: readonly string[], label: string | number): number {
  if (typeof label !== 'string') {
    if (Number.isInteger(label) && label >= 0 && label < classes.length) return label;
    throw new ConvzooError('invalid-argument', {
      subject: 'class index',
      expected: `an integer from 0 to ${classes.length - 1}`,
      found: describe(label),
    });
  }
  const index = classes.indexOf(label);
  if (index >= 0) return index;
  throw new ConvzooError('unknown-name', {
    subject: 'class name',
    expected: oneOf(classes),
    found: describe(label),
    remedy: didYouMean(label, classes),
  });
}
