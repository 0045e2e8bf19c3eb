import { parseKeras } from '../../../packages/weights/src/keras/parse.ts';
import { sniff } from '../../../packages/weights/src/sniff.ts';
import { file, type Target } from '../target.ts';

export const target: Target = {
  run: (input) => (sniff(input, 'model.keras') === 'keras' ? parseKeras(input) : undefined),
  seeds: () => [file('packages/weights/src/fixtures/keras/model.keras')],
  words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'model.weights.h5', 'config.json'],
};
