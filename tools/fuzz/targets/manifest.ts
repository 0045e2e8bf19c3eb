import { readManifest } from '../../../packages/data/src/formats/manifest.ts';
import { scratchFile } from '../scratch.ts';

/** Reads a manifest of this name from bytes. */
export function manifestReader(name: string): (input: Uint8Array) => unknown {
  const scratch = scratchFile(name);
  return (input) => {
    scratch.write(input);
    return readManifest(scratch.path);
  };
}
