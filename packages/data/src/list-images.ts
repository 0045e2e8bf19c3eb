import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';
import { glob, isDynamicPattern } from 'tinyglobby';

const imageExtension = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/**
 * The image files that the inputs stand for: a file for itself, whatever its name; a directory for the images
 * in it and below; a glob (with forward slashes) for the images that it matches. Each input's images are in
 * natural order (`img2` before `img10`), hidden files are left out, and nothing is listed twice.
 *
 * @throws ConvzooError `file-error` where an input stands for no image
 */
export async function listImages(inputs: string | readonly string[]): Promise<string[]> {
  const lists = await Promise.all([inputs].flat().map(expand));
  return [...new Map(lists.flat().map((path) => [resolve(path), path])).values()];
}

async function expand(input: string): Promise<string[]> {
  const entry = await stat(input).catch(() => undefined);
  if (entry?.isFile()) return [input];
  if (entry?.isDirectory()) {
    const names = await glob('**/*', { cwd: input, expandDirectories: false });
    const images = onlyImages(names).map((name) => join(input, name));
    return found(images, input, 'a directory without one');
  }
  if (!isDynamicPattern(input)) return found([], input, 'no such file or directory');
  const images = onlyImages(await glob(input, { absolute: isAbsolute(input), expandDirectories: false }));
  return found(images, input, 'no image that matches');
}

function found(images: string[], subject: string, otherwise: string): string[] {
  if (images.length > 0) return images;
  const expected = 'an image file, a directory of images or a glob';
  throw new ConvzooError('file-error', { subject, expected, found: otherwise });
}

/** One collation for every machine, so that the order does not depend on its language. */
const { compare: natural } = new Intl.Collator('en', { numeric: true });

const onlyImages = (names: readonly string[]): string[] =>
  names.filter((name) => imageExtension.test(name)).sort(natural);
