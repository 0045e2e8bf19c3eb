import { existsSync } from 'node:fs';
import { ConvzooError } from '@convzoo/core/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixture, fixturePath } from './fixtures/fixtures.js';
import { parseKeras, parsePyTorch, parseSafetensors, parseShardedSafetensors, parseTfjs } from './formats.js';
import { unpickle } from './pytorch/unpickle.js';

type Parse = (bytes: Uint8Array) => unknown;

/** Only typed errors may leave a parser, whatever it is given. */
async function survives(parse: Parse, bytes: Uint8Array): Promise<void> {
  try {
    await parse(bytes);
  } catch (error) {
    if (!ConvzooError.isInstance(error)) throw error;
    if (error.message.length > 3000) throw new Error(`a message of ${error.message.length} characters`);
  }
}

/** A valid file with some bytes changed, a stretch repeated or removed, and its end cut off. */
function mutated(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  const position = fc.nat({ max: Math.max(0, valid.length - 1) });
  return fc
    .record({
      changes: fc.array(fc.tuple(position, fc.nat({ max: 255 })), { maxLength: 8 }),
      cut: fc.tuple(position, position, position),
      how: fc.constantFrom('change', 'repeat', 'remove', 'truncate'),
    })
    .map(({ changes, cut: [at, from, to], how }) => {
      const bytes = new Uint8Array(valid);
      for (const [index, value] of changes) bytes[index] = value;
      const [begin, end] = from < to ? [from, to] : [to, from];
      switch (how) {
        case 'repeat':
          return Uint8Array.of(
            ...bytes.subarray(0, at),
            ...bytes.subarray(begin, end),
            ...bytes.subarray(at),
          );
        case 'remove':
          return Uint8Array.of(...bytes.subarray(0, begin), ...bytes.subarray(end));
        case 'truncate':
          return bytes.slice(0, at);
        default:
          return bytes;
      }
    });
}

const inert = { findGlobal: () => null, persistentLoad: () => null };
const siblings = (folder: string) => async (file: string) =>
  /^[\w-]+\.(bin|safetensors)$/.test(file) && existsSync(fixturePath(`${folder}/${file}`))
    ? fixture(`${folder}/${file}`)
    : new Uint8Array(8);

const parsers: readonly [string, Parse, readonly string[]][] = [
  [
    'safetensors',
    (bytes) => parseSafetensors(bytes),
    ['safetensors/mixed.safetensors', 'safetensors/narrow.safetensors'],
  ],
  [
    'safetensors index',
    (bytes) => parseShardedSafetensors(bytes, siblings('safetensors')),
    ['safetensors/model.safetensors.index.json'],
  ],
  [
    'PyTorch',
    (bytes) => parsePyTorch(bytes),
    ['zip.pth', 'legacy.pth', 'protocol4.pth', 'nested.pth', 'nested-legacy.th', 'big-endian.pth'].map(
      (name) => `pytorch/${name}`,
    ),
  ],
  [
    'pickle',
    (bytes) => unpickle(bytes, 0, inert, 'pickle'),
    ['pytorch/legacy.pth', 'pytorch/attack-legacy.pth'],
  ],
  ['TensorFlow.js', (bytes) => parseTfjs(bytes, siblings('tfjs')), ['tfjs/model.json']],
];

for (const [name, parse, files] of parsers) {
  test(`${name}: random bytes`, async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, (given) => survives(parse, given)),
      { numRuns: 1000 },
    );
  });

  test.each(files)(`${name}: %s damaged`, async (file) => {
    const valid = fixture(file);
    await parse(valid);
    await fc.assert(
      fc.asyncProperty(mutated(valid), (given) => survives(parse, given)),
      { numRuns: 1000 },
    );
  });
}

test('pickle opcodes in any order', async () => {
  const opcodes = fc.constantFrom(
    ...'(.0123NJKMGXTUBCS}]{)tuaesqrhjcRQb'.split(''),
    '\x80',
    '\x81',
    '\x85',
    '\x86',
    '\x87',
  );
  const more = fc.constantFrom(
    ...['\x88', '\x89', '\x8a', '\x8b', '\x8c', '\x8f', '\x90', '\x91', '\x93', '\x94', '\x01'],
  );
  const program = fc.array(fc.oneof(opcodes, more), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(program, (given) =>
      survives(
        (bytes) => unpickle(bytes, 0, inert, 'pickle'),
        Uint8Array.from(given.join(''), (c) => c.charCodeAt(0)),
      ),
    ),
    { numRuns: 5000 },
  );
});

// The HDF5 library is not ours: a fixed seed keeps what it does with a broken file the same every time.
test('Keras: random bytes and a damaged file', async () => {
  const valid = fixture('keras/weights.h5');
  const given = fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated(valid));
  await fc.assert(
    fc.asyncProperty(given, (bytes) => survives(parseKeras, bytes)),
    { numRuns: 500, seed: 1 },
  );
  expect((await parseKeras(valid)).stateDict.size).toBe(8);
});
