import type { Label } from '@convzoo/core';
import { ConvzooError, nearest } from '@convzoo/core/errors';
import type { Pixels } from '@convzoo/core/preprocess';
import { inOrder } from '../in-order.js';

/** Where an object is, in pixels of its image: the left upper corner and the size. */
export interface Box {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Marked by the annotators as hard to recognize; such an object does not give its image a label. */
  readonly difficult?: boolean;
}

/** One labeled image that is decoded when it is asked for, each time anew. */
export interface Sample {
  /** Names the sample in reports: a path, or a position such as `train/12`. */
  readonly id: string;
  readonly label: Label;
  readonly boxes?: readonly Box[];
  /** The image file, where there is one of its own. */
  readonly file?: string;
  load(): Promise<Pixels>;
}

/** A sample with its pixels. */
export interface LoadedSample extends Omit<Sample, 'load'> {
  readonly pixels: Pixels;
}

/**
 * Labeled images in a fixed order. Iterating decodes them, several ahead, as often as one likes;
 * `tf.data.generator(() => dataset[Symbol.asyncIterator]())` makes it a `tf.data.Dataset`.
 */
export interface Dataset extends AsyncIterable<LoadedSample> {
  readonly classes: readonly string[];
  readonly samples: readonly Sample[];
}

/**
 * A dataset of these samples.
 *
 * @throws ConvzooError `invalid-data` where there is none, or two classes share a name; `unknown-name` and
 * `invalid-data` name the first sample whose label is not one of the classes
 */
export function createDataset(classes: readonly string[], samples: readonly Sample[]): Dataset {
  if (samples.length === 0) {
    throw new ConvzooError('invalid-data', {
      subject: 'dataset',
      expected: 'at least one sample',
      found: 'none',
    });
  }
  const known = new Set(classes);
  if (known.size < classes.length) {
    throw new ConvzooError('invalid-data', {
      subject: 'classes of a dataset',
      expected: 'a name of its own for each',
      found: `${classes.length} names, ${known.size} distinct`,
    });
  }
  for (const { id, label } of samples) {
    checkLabel(`label of ${id}`, label, classes, known);
  }
  return {
    classes,
    samples,
    async *[Symbol.asyncIterator]() {
      for await (const [, outcome] of inOrder(samples, loadSample, {})) {
        if (outcome.status === 'rejected') throw outcome.reason;
        yield outcome.value;
      }
    },
  };
}

async function loadSample({ load, ...sample }: Sample): Promise<LoadedSample> {
  return { ...sample, pixels: await load() };
}

/**
 * Checks that a label names classes; `known` holds the same names.
 *
 * @throws ConvzooError `invalid-data`, `unknown-name`
 */
export function checkLabel(
  subject: string,
  label: Label,
  classes: readonly string[],
  known: ReadonlySet<string> = new Set(classes),
): void {
  for (const one of typeof label === 'object' ? label : [label]) {
    if (typeof one === 'boolean') continue;
    if (typeof one === 'number') {
      if (Number.isInteger(one) && one >= 0 && one < classes.length) continue;
      throw new ConvzooError('invalid-data', {
        subject,
        expected: `a class index from 0 to ${classes.length - 1}`,
        found: `${one}`,
      });
    }
    if (known.has(one)) continue;
    throw new ConvzooError('unknown-name', {
      subject,
      expected: `one of the ${classes.length} classes`,
      found: `"${one}"`,
      remedy: `Did you mean "${nearest(one, classes)}"?`,
    });
  }
}
