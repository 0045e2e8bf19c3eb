import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';
import { glob, isDynamicPattern } from 'tinyglobby';
import { isImageName } from './image-types.js';

export interface ListImagesOptions {
  /** Called with each file of a directory or glob that is skipped because its extension is not that of an image. */
  readonly onSkipped?: ((path: string) => void) | undefined;
}

/**
 * Lists image files. An input is a file, whatever its name; a directory, for the images in it and its subdirectories; or a
 * glob (with forward slashes), for the images that match. The images of each input are in natural order
 * (`img2` before `img10`), hidden files are skipped, and nothing is listed twice.
 *
 * @throws ConvzooError `file-error` for an input without any image
 */
export async function listImages(
  inputs: string | readonly string[],
  options: ListImagesOptions = {},
): Promise<string[]> {
  const lists = await Promise.all([inputs].flat().map((input) => expand(input, options)));
  return [...new Map(lists.flat().map((path) => [resolve(path), path])).values()];
}

async function expand(input: string, options: ListImagesOptions): Promise<string[]> {
  const entry = await stat(input).catch(() => undefined);
  if (entry?.isFile()) return [input];
  if (entry?.isDirectory()) {
    const names = await glob('**/*', { cwd: input, expandDirectories: false });
    const images = onlyImages(
      names.map((name) => join(input, name)),
      options,
    );
    return found(images, input, 'a directory without images');
  }
  if (!isDynamicPattern(input)) return found([], input, 'no such file or directory');
  const matches = await glob(input, { absolute: isAbsolute(input), expandDirectories: false });
  return found(onlyImages(matches, options), input, 'no image that matches');
}

function found(images: string[], subject: string, otherwise: string): string[] {
  if (images.length > 0) return images;
  const expected = 'an image file, a directory of images or a glob';
  throw new ConvzooError('file-error', { subject, expected, found: otherwise });
}

/** A fixed locale, so that the order is the same on every machine. */
const { compare: natural } = new Intl.Collator('en', { numeric: true });

function onlyImages(paths: readonly string[], { onSkipped }: ListImagesOptions): string[] {
  for (const path of paths) if (!isImageName(path)) onSkipped?.(path);
  return paths.filter(isImageName).sort(natural);
}
