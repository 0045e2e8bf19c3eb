import { parseKeras } from '../../../packages/weights/src/keras/parse.ts';
import { file, type Target } from '../target.ts';

const folder = 'packages/weights/src/fixtures/keras';
/** Small ones, as each dataset costs time. */
const names = ['chunked.h5', 'latest.h5', 'dense.h5', 'early.h5', 'external-storage.h5', 'virtual.h5'];

const valid = file(`${folder}/early.h5`);
let runs = 0;

export const target: Target = {
  // The library keeps its state from one file to the next, so that a damaged one must not spoil it.
  run: async (input) => {
    const outcome = parseKeras(input);
    if (runs++ % 50 !== 0) return await outcome;
    await outcome.catch(() => {});
    await parseKeras(valid).catch((cause: unknown) => {
      throw new Error('a valid file is refused after a damaged one', { cause });
    });
  },
  seeds: () => names.map((name) => file(`${folder}/${name}`)),
  words: ['\x89HDF\r\n\x1a\n', 'TREE', 'SNOD', 'HEAP', 'OHDR', 'OCHK', 'FRHP', 'BTHD', 'GCOL', '/dev/random'],
};
