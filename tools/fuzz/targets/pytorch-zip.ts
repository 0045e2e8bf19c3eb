import { zipArchive } from '../../../packages/weights/src/fixtures/zip-archive.ts';
import { parsePyTorch } from '../../../packages/weights/src/pytorch/parse.ts';
import { readZip } from '../../../packages/weights/src/zip/zip.ts';
import { file, type Target } from '../target.ts';
import { pickleWords } from './pickle-words.ts';

const folder = 'packages/weights/src/fixtures/pytorch';

export const target: Target = {
  run: (input) => parsePyTorch(input),
  seeds: () => ['zip', 'protocol4', 'nested', 'big-endian'].map((name) => file(`${folder}/${name}.pth`)),
  words: [...pickleWords, 'PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07', 'data.pkl'],
  // The pickle in the archive changes.
  mutate: (input, inner) => {
    try {
      const entries = [...readZip(input, '')].map(([name, { data }]): [string, Uint8Array] => [
        name,
        name.endsWith('data.pkl') ? inner(data) : data,
      ]);
      return zipArchive(Object.fromEntries(entries));
    } catch {
      return inner(input);
    }
  },
};
