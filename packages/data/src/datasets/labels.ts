import type { Label } from '@convzoo/core';
import { ConvzooError, describe } from '@convzoo/core/errors';
import { createDataset, type Dataset } from './dataset.js';

/** The indices of the classes that a label names; for a binary label, [0] or nothing. */
export function classIndices(classes: readonly string[], label: Label): number[] {
  if (typeof label === 'boolean') return label ? [0] : [];
  const labels = typeof label === 'object' ? label : [label];
  return labels.map((one) => (typeof one === 'number' ? one : classes.indexOf(one)));
}

/** How many samples each class has, in the order of the classes. */
export function classCounts({ classes, samples }: Dataset): number[] {
  const counts = classes.map(() => 0);
  for (const { label } of samples) {
    for (const index of new Set(classIndices(classes, label))) counts[index]!++;
  }
  return counts;
}

/**
 * The same images with binary labels, for a binary head: whether each image shows the class.
 *
 * @throws ConvzooError `unknown-name`
 */
export function oneVersusRest(dataset: Dataset, className: string): Dataset {
  const wanted = dataset.classes.indexOf(className.normalize());
  if (wanted < 0) {
    throw new ConvzooError('unknown-name', {
      subject: 'class of a binary dataset',
      expected: `one of ${dataset.classes.join(', ')}`,
      found: describe(className),
    });
  }
  return createDataset(
    [dataset.classes[wanted]!],
    dataset.samples.map(({ boxes, ...sample }) => ({
      ...sample,
      label: classIndices(dataset.classes, sample.label).includes(wanted),
      ...(boxes === undefined
        ? {}
        : { boxes: boxes.filter(({ label }) => label.normalize() === className.normalize()) }),
    })),
    dataset.warnings,
  );
}
