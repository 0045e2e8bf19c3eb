import { resolve } from 'node:path';
import { ConvzooError } from '@convzoo/core';
import { listImages } from '@convzoo/data';

/** The images that a command line names, and what it names besides that is none. */
export interface Inputs {
  readonly paths: readonly string[];
  readonly failures: readonly { readonly image: string; readonly error: ConvzooError }[];
}

/** Lists files, directories and globs one by one, so that one that leads nowhere does not hide the others. */
export async function listInputs(inputs: readonly string[]): Promise<Inputs> {
  const found = await Promise.all(
    inputs.map(async (image) => {
      try {
        return { paths: await listImages(image), failures: [] };
      } catch (error) {
        if (!ConvzooError.isInstance(error)) throw error;
        return { paths: [], failures: [{ image, error }] };
      }
    }),
  );
  const paths = found.flatMap((input) => input.paths);
  return {
    paths: [...new Map(paths.map((path) => [resolve(path), path])).values()],
    failures: found.flatMap((input) => input.failures),
  };
}
