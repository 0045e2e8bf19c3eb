import type { Cut } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import { forEachChunk, inferenceBytes, type WorkOptions } from './chunks.js';

/** The maps of a batch, to be freed by the caller, and the logits of each image. */
export interface Forward {
  readonly a: tf.Tensor4D;
  readonly logits: readonly Float32Array[];
}

/**
 * The forward pass at the start of every explanation. With a signal it runs in chunks, between which it can
 * be stopped.
 *
 * @throws ConvzooError `invalid-shape` unless the images, the maps and the logits fit each other and the
 * cut; `invalid-image` for images that aren't finite; `invalid-model` for logits that aren't; the signal's
 * reason
 */
export async function forward(
  cut: Cut,
  x: tf.Tensor4D,
  { onProgress: _, ...work }: WorkOptions,
): Promise<Forward> {
  checkImages(x);
  const count = x.shape[0];
  const maps: tf.Tensor4D[] = [];
  const logits: Float32Array[] = [];
  try {
    const first = work.signal === undefined ? count : 1;
    await forEachChunk({ count, bytesEach: inferenceBytes(x), first }, work, async (start, end) => {
      const part = await forwardPass(cut, x, start, end);
      maps.push(part.a);
      logits.push(...part.logits);
    });
    const [only, ...others] = maps;
    return { a: others.length === 0 ? tf.clone(only!) : tf.concat(maps), logits };
  } finally {
    tf.dispose(maps);
  }
}

async function forwardPass(cut: Cut, x: tf.Tensor4D, start: number, end: number): Promise<Forward> {
  const { a, logits, finite } = tf.tidy(() => {
    const images = tf.slice(x, [start, 0, 0, 0], [end - start, -1, -1, -1]);
    const maps = cut.features(images);
    checkMaps(cut, maps, end - start);
    const output = cut.logits(maps);
    checkLogits(cut, output, end - start);
    // Zero times a finite number is zero; zero times NaN or infinity is NaN.
    return { a: tf.clone(maps), logits: output, finite: tf.sum(tf.mul(images, 0)) };
  });
  try {
    const [values, check] = await Promise.all([logits.data(), finite.data()]);
    checkFinite(cut, values, check[0]!);
    const [batch, units] = logits.shape;
    return {
      a,
      logits: Array.from({ length: batch }, (_, i) =>
        Float32Array.from(values.slice(i * units, (i + 1) * units)),
      ),
    };
  } catch (error) {
    a.dispose();
    throw error;
  } finally {
    tf.dispose([logits, finite]);
  }
}

function checkImages({ shape }: tf.Tensor4D): void {
  if (shape.length === 4 && shape.every((size) => size > 0)) return;
  throw new ConvzooError('invalid-shape', {
    subject: 'images to explain',
    expected: '[batch, height, width, channels], all positive',
    found: `[${shape.join(', ')}]`,
  });
}

function checkMaps(cut: Cut, { shape }: tf.Tensor4D, batch: number): void {
  const expected = [batch, ...cut.shape];
  if (shape.length === 4 && shape.every((size, i) => size === expected[i])) return;
  throw new ConvzooError('invalid-shape', {
    subject: `maps at ${cut.name}`,
    expected: `[${expected.join(', ')}]`,
    found: `[${shape.join(', ')}]`,
    remedy: 'Check the size of the images and the shape declared by the cut.',
  });
}

function checkLogits(cut: Cut, { shape }: tf.Tensor2D, batch: number): void {
  const [rows, units] = shape;
  const known = cut.kind === 'binary' ? 1 : cut.classes?.length;
  if (shape.length === 2 && rows === batch && units > 0 && (known ?? units) === units) return;
  throw new ConvzooError('invalid-shape', {
    subject: `logits of the head at ${cut.name}`,
    expected: `[${batch}, ${known ?? 'classes'}]`,
    found: `[${shape.join(', ')}]`,
  });
}

function checkFinite(cut: Cut, logits: ArrayLike<number>, check: number): void {
  if (check !== 0) {
    throw new ConvzooError('invalid-image', {
      subject: 'images to explain',
      expected: 'finite values',
      found: 'NaN or infinity',
    });
  }
  if (Array.from(logits).every(Number.isFinite)) return;
  throw new ConvzooError('invalid-model', {
    subject: `logits of the head at ${cut.name}`,
    expected: 'finite values',
    found: 'NaN or infinity',
    remedy: 'Check the weights and the scale of the images.',
  });
}
