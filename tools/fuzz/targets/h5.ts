import { parseKeras } from '../../../packages/weights/src/keras/parse.ts';
import { file, type Target } from '../target.ts';

const folder = 'packages/weights/src/fixtures/keras';
const names = [
  'model.h5',
  'weights.h5',
  'keras3.weights.h5',
  'early.h5',
  'external-storage.h5',
  'virtual.h5',
];

export const target: Target = {
  run: (input) => parseKeras(input),
  seeds: () => names.map((name) => file(`${folder}/${name}`)),
  words: ['\x89HDF\r\n\x1a\n', 'TREE', 'SNOD', 'HEAP', 'OHDR', 'OCHK', 'FRHP', 'BTHD', 'GCOL', '/dev/random'],
};
