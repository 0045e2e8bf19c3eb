import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileError, systemCode } from '@convzoo/core/errors';
import { writeAtomically } from '@convzoo/weights';
import type { Destination } from './destination.js';

/** Results in a folder. */
export function openFolder(out: string): Destination {
  const address = resolve(out);
  return {
    address,
    read: async (name) => {
      const path = join(address, name);
      try {
        return await readFile(path);
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw fileError(path, 'a file that can be read', error);
      }
    },
    list: async function* () {
      try {
        yield* await readdir(address);
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw fileError(address, 'a folder that can be read', error);
      }
    },
    write: (name, contents) => writeAtomically(join(address, name), [contents]),
  };
}
