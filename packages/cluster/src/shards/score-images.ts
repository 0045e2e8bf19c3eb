import { setImmediate } from 'node:timers/promises';
import { ConvzooError } from '@convzoo/core';
import { type Pixels, preprocess, preprocessedShape } from '@convzoo/core/preprocess';
import { decodeImages, type ImageSource } from '@convzoo/data';
import { readAhead } from '../images/read-ahead.js';
import type { ClusterModel } from '../model.js';

/** What a model says of an image: its raw scores, or why there are none. */
export type Scored = { readonly logits: Float32Array } | { readonly error: string };

export interface ScoreOptions {
  /** Images that the network takes at once: the first so many, the next so many, without those that cannot be read. */
  readonly batch: number;
  readonly signal: AbortSignal;
  /** Waited for with each image that was decoded, by its position. */
  readonly onDecoded?: ((image: number, pixels: Pixels) => Promise<void>) | undefined;
  /** Called after each image that was read, and after each batch that was scored. */
  readonly onProgress?: (() => void) | undefined;
}

/** Images to read or decode at a time: each takes the memory of its file or of all its pixels. */
const atOnce = 12;

/**
 * Reads, decodes and scores a group of images. Decoding and inference take turns, because each of them keeps all cores
 * busy; the inputs of the whole group are in memory.
 *
 * @returns one outcome for each image, in their order
 * @throws ConvzooError `invalid-model` if a score is not finite; `connection-failed` if a bucket cannot be reached;
 * `missing-package` without sharp
 */
export async function scoreImages(
  images: readonly string[],
  { head, preprocessing, logits }: Pick<ClusterModel, 'head' | 'preprocessing' | 'logits'>,
  { batch, signal, onDecoded, onProgress }: ScoreOptions,
): Promise<Scored[]> {
  const length = preprocessedShape(preprocessing).reduce((product, size) => product * size, 1);
  const inputs = new Float32Array(images.length * length);
  const inputsOf = (first: number, count: number) =>
    inputs.subarray(first * length, (first + count) * length);
  const outcomes = new Map<number, Scored>();
  const decoded: number[] = [];
  /** Images that have been read and not yet decoded, in order, as they are decoded in order. */
  const undecoded: number[] = [];

  async function* readable(): AsyncGenerator<ImageSource> {
    for await (const [image, outcome] of readAhead(images, atOnce, signal)) {
      if (outcome.status === 'fulfilled') {
        undecoded.push(image);
        yield outcome.value;
      } else {
        const { reason } = outcome;
        if (!ConvzooError.isInstance(reason) || reason.code !== 'file-error') throw reason;
        outcomes.set(image, { error: reason.message });
        onProgress?.();
      }
    }
  }
  const onError = ({ message }: ConvzooError): void => {
    outcomes.set(undecoded.shift()!, { error: message });
    onProgress?.();
  };
  for await (const { pixels } of decodeImages(readable(), { signal, concurrency: atOnce, onError })) {
    preprocess(pixels, preprocessing, inputsOf(decoded.length, 1));
    const image = undecoded.shift()!;
    decoded.push(image);
    await onDecoded?.(image, pixels);
    onProgress?.();
    // Lets files that have been read in the meantime start to decode.
    await setImmediate();
  }
  let behind = 0;
  for (let first = 0; first < images.length; first += batch) {
    // Lets other events through, such as the renewal of locks: a batch runs without interruption.
    await setImmediate();
    signal.throwIfAborted();
    const some = decoded.filter((image) => image >= first && image < first + batch);
    if (some.length === 0) continue;
    const scores = await logits(inputsOf(behind, some.length));
    onProgress?.();
    behind += some.length;
    for (const [row, image] of some.entries()) {
      outcomes.set(image, { logits: scores.slice(row * head.units, (row + 1) * head.units) });
    }
  }
  return images.map((_, image) => outcomes.get(image)!);
}
