import { expect, test } from 'vitest';
import { ProtobufWriter } from './protobuf.js';

// Bytes as https://protobuf.dev/programming-guides/encoding gives them, or worked out by its rules.
test('writes varints, also large and negative ones', () => {
  const writer = new ProtobufWriter();
  writer.int(1, 150);
  expect([...writer.finish()]).toEqual([0x08, 0x96, 0x01]);
  const others = new ProtobufWriter();
  others.int(1, 2 ** 32);
  others.int(1, -2);
  expect([...others.finish()]).toEqual([
    0x08, 0x80, 0x80, 0x80, 0x80, 0x10, 0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
  ]);
});

test('writes strings, floats and nested messages', () => {
  const writer = new ProtobufWriter();
  writer.string(2, 'testing');
  writer.float(3, 1);
  writer.message(4, (nested) => nested.int(1, 150));
  expect([...writer.finish()]).toEqual([
    0x12,
    7,
    ...new TextEncoder().encode('testing'),
    0x1d,
    0,
    0,
    0x80,
    0x3f,
    0x22,
    3,
    0x08,
    0x96,
    0x01,
  ]);
});

test('grows with what is written', () => {
  const writer = new ProtobufWriter();
  const bytes = new Uint8Array(100_000).fill(7);
  writer.bytes(1, bytes);
  writer.bytes(1, bytes);
  expect(writer.finish()).toHaveLength(2 * (1 + 3 + bytes.length));
});
