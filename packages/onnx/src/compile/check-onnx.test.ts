import { expect, test } from 'vitest';
import { checkOnnx } from './check-onnx.js';

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** A length-delimited field of a protobuf message. */
function field(number: number, content: readonly number[]): number[] {
  const key = (number << 3) | 2;
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >> 7)]);
  return [...varint(key), ...varint(content.length), ...content];
}

const location = [...field(1, ascii('location')), ...field(2, ascii('w.data'))];
const tensor = [...field(8, ascii('w')), ...field(13, location)];
const inGraph = (content: readonly number[]): number[] => field(7, content);

test.each([
  ['an initializer', inGraph(field(5, tensor))],
  ['a sparse initializer', inGraph(field(15, field(1, tensor)))],
  ['a constant', inGraph(field(1, field(5, field(5, tensor))))],
  ['a branch', inGraph(field(1, field(5, field(6, field(5, tensor)))))],
  ['a function', field(25, field(7, field(5, field(10, tensor))))],
  ['an initializer behind a group', [0x1b, 0x1c, ...inGraph(field(5, tensor))]],
])('refuses %s in another file', (_, model) => {
  expect(() => checkOnnx(Uint8Array.from([0x08, 9, ...model]), 'x.onnx')).toThrow(
    /^x\.onnx: expected an ONNX file that contains its weights, found weights stored in other files/,
  );
});

test('lets weights in the file pass, and what is no ONNX', () => {
  const inside = [...field(8, ascii('w')), ...field(9, [0, 0, 128, 63])];
  checkOnnx(Uint8Array.from(inGraph(field(5, inside))), 'x.onnx');
  checkOnnx(Uint8Array.from(ascii('no protobuf')), 'x.onnx');
});

test('refuses more nodes than any network has', () => {
  const relu = field(1, [...field(1, ascii('x')), ...field(2, ascii('y')), ...field(4, ascii('Relu'))]);
  const graph = (nodes: number): Uint8Array => {
    const content = Array.from({ length: nodes }, () => relu).flat();
    const length = [0, 7, 14].map((shift) => ((content.length >> shift) & 127) | (shift < 14 ? 128 : 0));
    return Uint8Array.from([(7 << 3) | 2, ...length, ...content]);
  };
  checkOnnx(graph(10_000), 'x.onnx');
  expect(() => checkOnnx(graph(10_001), 'x.onnx')).toThrow(
    'x.onnx: expected an ONNX file of at most 10000 nodes',
  );
});

test('finds them in graphs in graphs, however deep', () => {
  let graph = field(5, tensor);
  for (let level = 0; level < 300; level++) graph = field(1, field(5, field(6, graph)));
  const deep = Uint8Array.from(inGraph(graph));
  expect(() => checkOnnx(deep, 'x.onnx')).toThrow('stored in other files');
});
