import type { Random } from './random.ts';

/** No input grows beyond this: what a file costs is measured by tests of their own. */
const mostBytes = 2 ** 16;

/** Numbers at the edges of what fields can hold. */
const edges = [
  0, 1, 2, 3, 4, 7, 8, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const position = (bytes: Uint8Array, random: Random): number => random.below(bytes.length + 1);

/** `bytes` with those from `start` to `end` replaced. */
export function replaced(bytes: Uint8Array, start: number, end: number, by: Uint8Array): Uint8Array {
  const result = new Uint8Array(start + by.length + bytes.length - end);
  result.set(bytes.subarray(0, start));
  result.set(by, start);
  result.set(bytes.subarray(end), start + by.length);
  return result;
}

function stretch(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = position(bytes, random);
  // Short ones more often than long ones.
  const longest = random.pick([4, 16, 64, bytes.length]);
  return [start, Math.min(bytes.length, start + random.below(longest + 1))];
}

const setByte: Change = (bytes, random) => {
  const at = position(bytes, random);
  return at < bytes.length ? bytes.with(at, random.below(256)) : bytes;
};

const flipBit: Change = (bytes, random) => {
  const at = position(bytes, random);
  return at < bytes.length ? bytes.with(at, bytes[at]! ^ (1 << random.below(8))) : bytes;
};

const setNumber: Change = (bytes, random) => {
  const size = random.pick([1, 2, 4, 8]);
  const at = position(bytes, random);
  if (at + size > bytes.length) return bytes;
  const result = bytes.slice();
  const view = new DataView(result.buffer, at);
  const value = random.pick(edges) + random.below(3) - 1;
  const little = random.below(2) === 0;
  if (size === 1) view.setUint8(0, value);
  else if (size === 2) view.setUint16(0, value, little);
  else if (size === 4) view.setUint32(0, value, little);
  else view.setBigUint64(0, BigInt.asUintN(64, BigInt(value) << BigInt(random.pick([0, 0, 32]))), little);
  return result;
};

const remove: Change = (bytes, random) => replaced(bytes, ...stretch(bytes, random), new Uint8Array());
const truncate: Change = (bytes, random) => bytes.subarray(0, position(bytes, random));

const copy: Change = (bytes, random) => {
  const source = bytes.subarray(...stretch(bytes, random));
  const at = position(bytes, random);
  const overwrites = random.below(2) === 0;
  return replaced(bytes, at, overwrites ? Math.min(bytes.length, at + source.length) : at, source);
};

/** A digit's run, as texts hold numbers. */
const setDigits: Change = (bytes, random) => {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
  let start = bytes.findIndex((byte, i) => i >= position(bytes, random) && isDigit(byte));
  if (start < 0) return bytes;
  while (isDigit(bytes[start - 1])) start--;
  let end = start;
  while (isDigit(bytes[end])) end++;
  const number = random.pick([
    '-1',
    '0',
    '1e999',
    '1.5',
    '4294967296',
    '9007199254740993',
    'null',
    '""',
    '[]',
  ]);
  return replaced(bytes, start, end, new TextEncoder().encode(number));
};

const changes: readonly Change[] = [
  setByte,
  setByte,
  flipBit,
  setNumber,
  setNumber,
  remove,
  truncate,
  copy,
  copy,
  setDigits,
];

export interface Material {
  /** Other inputs, to take parts of. */
  readonly corpus: readonly Uint8Array[];
  /** Words of the format. */
  readonly words: readonly Uint8Array[];
}

/** An input with one to eight changes. */
export function mutate(input: Uint8Array, { corpus, words }: Material, random: Random): Uint8Array {
  let bytes = input;
  const count = 1 + random.below(random.pick([1, 2, 8]));
  for (let i = 0; i < count; i++) {
    const choice = random.below(changes.length + 3);
    if (choice < changes.length) bytes = changes[choice]!(bytes, random);
    else if (choice === changes.length && corpus.length > 0)
      bytes = spliced(bytes, random.pick(corpus), random);
    else if (words.length > 0) bytes = withWord(bytes, random.pick(words), random);
  }
  return bytes.length > mostBytes ? bytes.subarray(0, mostBytes) : bytes;
}

/** The beginning of one input and the end of another, or a part of the other in the middle. */
function spliced(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = position(bytes, random);
  if (random.below(2) === 0)
    return replaced(bytes, at, bytes.length, other.subarray(position(other, random)));
  return replaced(bytes, at, at, other.subarray(...stretch(other, random)));
}

function withWord(bytes: Uint8Array, word: Uint8Array, random: Random): Uint8Array {
  const at = position(bytes, random);
  return replaced(bytes, at, random.below(2) === 0 ? at : Math.min(bytes.length, at + word.length), word);
}
