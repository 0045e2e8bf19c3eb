import { invalidWeights } from '../invalid.js';

/** Weights hardly compress; a file whose datasets unpack to more than this times its size is hostile. */
const maxExpansion = 16;
const baseBytes = 2 ** 20;
/** Groups and datasets. One that several links lead to counts for each, as links make a small file a large tree. */
const maxObjects = 8192;
const baseObjects = 64;
/** What a group or dataset takes in the file at least: its entry in a group. */
const objectBytes = 32;

/** What reading one HDF5 file may take. */
export interface Hdf5Budget {
  /** Counts a group or dataset. */
  visit(): void;
  /** Takes the bytes of a dataset, or those of its chunks, which are unpacked whole. */
  take(bytes: number, subject: string): void;
}

export function hdf5Budget(fileBytes: number, subject: string): Hdf5Budget {
  let bytesLeft = baseBytes + maxExpansion * fileBytes;
  const objects = Math.min(maxObjects, baseObjects + Math.ceil(fileBytes / objectBytes));
  let objectsLeft = objects;
  return {
    visit: () => {
      if (--objectsLeft < 0) throw invalidWeights(subject, `at most ${objects} groups and datasets`, 'more');
    },
    take: (bytes, dataset) => {
      bytesLeft -= bytes;
      if (bytesLeft >= 0) return;
      throw invalidWeights(dataset, `datasets of at most ${maxExpansion} times the file, unpacked`, 'more');
    },
  };
}
