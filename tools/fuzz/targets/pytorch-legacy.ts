import { parsePyTorch } from '../../../packages/weights/src/pytorch/parse.ts';
import { replaced } from '../mutate.ts';
import { file, type Target } from '../target.ts';
import { pickleWords } from './pickle-words.ts';

const folder = 'packages/weights/src/fixtures/pytorch';
/** The pickles of the magic number and of the protocol's version. */
const headerBytes = 21;

export const target: Target = {
  run: (input) => parsePyTorch(input),
  seeds: () => ['legacy.pth', 'nested-legacy.th'].map((name) => file(`${folder}/${name}`)),
  words: pickleWords,
  mutate: (input, inner) => replaced(input, headerBytes, input.length, inner(input.subarray(headerBytes))),
};
