import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileError, systemCode } from '@convzoo/core/errors';
import { writeAtomically } from '@convzoo/weights';

/** Where results go: files that are whole or absent. */
export interface Destination {
  /** An address that means the same on all machines. */
  readonly address: string;
  /** The contents of a file; undefined if there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** The names of all files. */
  list(): AsyncIterable<string>;
  write(name: string, contents: Uint8Array): Promise<void>;
}

/** Opens a folder, which all machines must share. */
export function openDestination(out: string): Destination {
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
