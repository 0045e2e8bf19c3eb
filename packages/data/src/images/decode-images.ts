import { ConvzooError } from '@convzoo/core/errors';
import { type Pixels, type Preprocessing, preprocess } from '@convzoo/core/preprocess';
import { decodeImage } from '#decode-image';
import { type InOrderOptions, inOrder } from '../in-order.js';
import type { PixelTurn } from '../pixel-budget.js';
import type { DecodeLimits } from './decode-limits.js';
import type { ImageSource } from './image-source.js';

export interface DecodeImagesOptions extends Pick<DecodeLimits, 'pixelLimit'>, InOrderOptions {
  /**
   * Called with each image that can't be read or decoded, which is then left out. Without it, the first such
   * image ends the iteration with its error.
   */
  readonly onError?: (error: ConvzooError, source: ImageSource) => void;
}

export interface DecodedImage<S extends ImageSource> {
  readonly source: S;
  readonly pixels: Pixels;
}

export interface PreprocessedImage<S extends ImageSource> {
  readonly source: S;
  /** [height, width, channels], as `preprocess` returns it. */
  readonly input: Float32Array;
}

/**
 * Decodes many images, in order, several at once and with bounded memory.
 *
 * @throws ConvzooError as `decodeImage` does
 */
export async function* decodeImages<S extends ImageSource>(
  sources: Iterable<S> | AsyncIterable<S>,
  options: DecodeImagesOptions = {},
): AsyncGenerator<DecodedImage<S>> {
  const task = async (source: S, { take }: PixelTurn): Promise<DecodedImage<S>> => ({
    source,
    pixels: await decodeImage(source, { ...options, beforeDecoding: take }),
  });
  yield* readable(sources, task, options);
}

/**
 * Decodes and preprocesses many images: like `decodeImages`, but keeps only the network's input of each
 * image.
 *
 * @throws ConvzooError as `decodeImage` and `preprocess` do
 */
export async function* preprocessImages<S extends ImageSource>(
  sources: Iterable<S> | AsyncIterable<S>,
  preprocessing: Preprocessing,
  options: DecodeImagesOptions = {},
): AsyncGenerator<PreprocessedImage<S>> {
  const task = async (source: S, turn: PixelTurn): Promise<PreprocessedImage<S>> => {
    try {
      const pixels = await decodeImage(source, { ...options, beforeDecoding: turn.take });
      return { source, input: preprocess(pixels, preprocessing) };
    } finally {
      turn.release();
    }
  };
  yield* readable(sources, task, options);
}

/** Whether an error means that one image can't be read, as opposed to a fault of the program. */
export function isUnreadable(error: unknown): error is ConvzooError {
  return ConvzooError.isInstance(error) && (error.code === 'invalid-image' || error.code === 'file-error');
}

async function* readable<S extends ImageSource, R>(
  sources: Iterable<S> | AsyncIterable<S>,
  task: (source: S, turn: PixelTurn) => Promise<R>,
  options: DecodeImagesOptions,
): AsyncGenerator<R> {
  for await (const [source, outcome] of inOrder(sources, task, options)) {
    if (outcome.status === 'fulfilled') {
      yield outcome.value;
      continue;
    }
    const error: unknown = outcome.reason;
    if (options.onError === undefined || !isUnreadable(error)) throw error;
    options.onError(error, source);
  }
}
