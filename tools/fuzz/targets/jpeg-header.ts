import { readJpegHeader } from '../../../packages/data/src/images/jpeg-header.ts';
import { file, type Target } from '../target.ts';

const names = ['gray', 'cmyk', 'progressive', 'orientation-3'];

export const target: Target = {
  run: (input) => readJpegHeader(input),
  // The beginning, which is all that is read.
  seeds: () => names.map((name) => file(`packages/data/fixtures/formats/${name}.jpg`).slice(0, 2000)),
  words: [
    '\xff\xd8',
    '\xff\xc0',
    '\xff\xc2',
    '\xff\xc4',
    '\xff\xd0',
    '\xff\xda',
    '\xff\xe1',
    '\xff\xff',
    '\0\x02',
  ],
};
