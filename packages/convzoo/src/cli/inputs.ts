import { resolve } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';
import { type ImageSource, listImages } from '@convzoo/data';
import { readText } from './read-text.js';
import type { Terminal } from './terminal.js';
import { wrong } from './wrong.js';

/** An image of a command line: a path, or what came through standard input. */
export type InputImage = string | File;

/** The images that a command line names, and what it names besides that is none. */
export interface Inputs {
  readonly images: readonly InputImage[];
  readonly failures: readonly { readonly image: string; readonly error: ConvzooError }[];
}

/** How a command line names standard input. */
const standardInput = '-';

export const imageName = (image: ImageSource): string => (image instanceof File ? image.name : String(image));

/**
 * Lists files, folders and globs one by one, so that one that leads nowhere does not hide the others. `-` is an image
 * on standard input.
 *
 * @param filesFrom a file of further names, one per line; `-` for standard input
 * @throws ConvzooError `invalid-argument` for no names at all, or if standard input is to be both names and an image;
 * `file-error` for a list that cannot be read
 */
export async function listInputs(
  names: readonly string[],
  filesFrom: string | undefined,
  terminal: Pick<Terminal, 'input'>,
): Promise<Inputs> {
  if (names.length === 0 && filesFrom === undefined) {
    throw wrong('image', 'files, folders or globs, - for standard input, or --files-from', 'nothing');
  }
  if (filesFrom === standardInput && names.includes(standardInput)) {
    throw wrong('-', 'standard input to be either an image or a list of names', 'both');
  }
  const listed = filesFrom === undefined ? [] : await readNames(filesFrom, terminal);
  const found = await Promise.all(
    [...names, ...listed].map(async (name) => {
      try {
        return name === standardInput
          ? { images: [new File([new Uint8Array(await terminal.input())], name)], failures: [] }
          : { images: await listImages(name), failures: [] };
      } catch (error) {
        if (!ConvzooError.isInstance(error)) throw error;
        return { images: [], failures: [{ image: name, error }] };
      }
    }),
  );
  const images = found.flatMap((input): readonly InputImage[] => input.images);
  const keyOf = (image: InputImage): string => (typeof image === 'string' ? resolve(image) : standardInput);
  return {
    images: [...new Map(images.map((image) => [keyOf(image), image])).values()],
    failures: found.flatMap((input) => input.failures),
  };
}

async function readNames(file: string, terminal: Pick<Terminal, 'input'>): Promise<string[]> {
  const text =
    file === standardInput
      ? new TextDecoder().decode(await terminal.input())
      : await readText(file, 'a file of names, one per line');
  return text.split(/\r?\n/).filter((line) => line !== '');
}
