import { zipArchive } from '../../../packages/weights/src/fixtures/zip-archive.ts';
import { parseKeras } from '../../../packages/weights/src/keras/parse.ts';
import { sniff } from '../../../packages/weights/src/sniff.ts';
import { file, json, type Target } from '../target.ts';

const folder = 'packages/weights/src/fixtures/keras';

export const target: Target = {
  run: (input) => (sniff(input, 'model.keras') === 'keras' ? parseKeras(input) : undefined),
  // Small ones, as each dataset costs time.
  seeds: () =>
    ['chunked.h5', 'dense.h5'].map((name) =>
      zipArchive({
        'metadata.json': json({ keras_version: '3.0.0' }),
        'config.json': json({ class_name: 'Sequential' }),
        'model.weights.h5': file(`${folder}/${name}`),
      }),
    ),
  words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'model.weights.h5', 'config.json'],
};
