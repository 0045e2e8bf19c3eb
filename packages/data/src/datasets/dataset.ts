import type { Label } from '@convzoo/core';
import { ConvzooError, describe, didYouMean, oneOf } from '@convzoo/core/errors';
import type { Pixels } from '@convzoo/core/preprocess';
import type { BoundingBox } from '../images/bounding-box.js';
import type { DecodeLimits } from '../images/decode-limits.js';
import { inOrder } from '../in-order.js';

/** A labeled image that is decoded each time it is loaded. */
export interface Sample {
  /** Names the sample in reports: a path, or a position such as `train/12`. */
  readonly id: string;
  readonly label: Label;
  readonly boxes?: readonly BoundingBox[];
  /** The image file, for samples that have one of their own. */
  readonly file?: string;
  load(limits?: DecodeLimits): Promise<Pixels>;
}

/** A sample with its pixels. */
export interface LoadedSample extends Omit<Sample, 'load'> {
  readonly pixels: Pixels;
}

/**
 * Labeled images in a fixed order. Iterating decodes them, several ahead, as often as needed;
 * `tf.data.generator(() => dataset[Symbol.asyncIterator]())` makes it a `tf.data.Dataset`.
 */
export interface Dataset extends AsyncIterable<LoadedSample> {
  readonly classes: readonly string[];
  /** Labels are class names, or true and false. */
  readonly samples: readonly Sample[];
  /** What was skipped or looks wrong, as sentences for the user. */
  readonly warnings: readonly string[];
}

/**
 * Creates a dataset. A numeric label is an index into `classes` and is replaced by the name. Names are compared and
 * stored in Unicode normalization form C, so that "é" is the same name however it is encoded.
 *
 * @throws ConvzooError `invalid-data` if there is no sample or if classes share a name; `unknown-name` or
 * `invalid-data`, with the first sample whose label is not one of the classes
 */
export function createDataset(
  classes: readonly string[],
  samples: readonly Sample[],
  warnings: readonly string[] = [],
): Dataset {
  if (samples.length === 0) {
    throw new ConvzooError('invalid-data', {
      subject: 'dataset',
      expected: 'at least one sample',
      found: 'none',
    });
  }
  const names = distinctNames(classes);
  const known = new Set(names);
  const named = samples.map((sample) => {
    const label = namedLabel(() => `label of ${sample.id}`, sample.label, names, known);
    return label === sample.label ? sample : { ...sample, label };
  });
  return {
    classes: names,
    samples: named,
    warnings,
    async *[Symbol.asyncIterator]() {
      const load = async (
        { load: decode, ...sample }: Sample,
        { take }: { take(n: number): Promise<void> },
      ) => ({
        ...sample,
        pixels: await decode({ beforeDecoding: take }),
      });
      for await (const [, outcome] of inOrder(named, load, {})) {
        if (outcome.status === 'rejected') throw outcome.reason;
        yield outcome.value;
      }
    },
  };
}

/** @throws ConvzooError `invalid-data` with the names that occur more than once */
function distinctNames(classes: readonly string[]): string[] {
  const names = classes.map((name) => name.normalize());
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  if (repeated.size === 0) return names;
  throw new ConvzooError('invalid-data', {
    subject: 'classes of a dataset',
    expected: 'distinct names',
    found: `${listed([...repeated])} more than once`,
  });
}

/** The first names, in quotes. */
function listed(names: readonly string[]): string {
  const some = names.slice(0, 5).map((name) => `"${name}"`);
  return `${some.join(', ')}${names.length > some.length ? ` and ${names.length - some.length} others` : ''}`;
}

/**
 * A label as class names. `known` holds the same names as `classes`; `subject` describes the label in errors.
 *
 * @throws ConvzooError `invalid-data`, `unknown-name`
 */
export function namedLabel(
  subject: () => string,
  label: Label,
  classes: readonly string[],
  known: ReadonlySet<string> = new Set(classes),
): Label {
  if (typeof label === 'boolean') return label;
  const nameOf = (one: string | number): string => {
    if (typeof one === 'string') {
      const name = one.normalize();
      if (known.has(name)) return name;
      throw new ConvzooError('unknown-name', {
        subject: subject(),
        expected: oneOf(classes),
        found: describe(one),
        remedy: didYouMean(one, classes),
      });
    }
    const name = Number.isInteger(one) ? classes[one] : undefined;
    if (name !== undefined) return name;
    throw new ConvzooError('invalid-data', {
      subject: subject(),
      expected: `a class index from 0 to ${classes.length - 1}`,
      found: `${one}`,
    });
  };
  if (typeof label !== 'object') return nameOf(label);
  const names = label.map(nameOf);
  return names.every((name, i) => name === label[i]) ? label : names;
}
