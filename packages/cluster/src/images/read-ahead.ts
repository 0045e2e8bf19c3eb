import type { ImageSource } from '@convzoo/data';
import { readImage } from './read-image.js';

/** What reading an image came to, with its position in the list. */
export type ReadImage = readonly [index: number, outcome: PromiseSettledResult<ImageSource>];

/** Reads images in their order, `atOnce` at a time; no more than that are held. */
export async function* readAhead(
  images: readonly string[],
  atOnce: number,
  signal: AbortSignal,
): AsyncGenerator<ReadImage> {
  const begun: Promise<ReadImage>[] = [];
  const begin = async (image: string, index: number): Promise<ReadImage> => {
    const [outcome] = await Promise.allSettled([readImage(image, signal)]);
    return [index, outcome];
  };
  for (const [index, image] of images.entries()) {
    begun.push(begin(image, index));
    if (begun.length === atOnce) yield await begun.shift()!;
  }
  for (const rest of begun) yield await rest;
}
