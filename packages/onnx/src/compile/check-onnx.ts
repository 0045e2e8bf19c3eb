import { ConvzooError } from '@convzoo/core';
import { fieldsOf } from '../protobuf.js';

/** Messages of onnx.proto3 that may contain a tensor, and their fields that contain other messages. */
const nested = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparseTensor' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparseTensor', 23: 'sparseTensor' },
  sparseTensor: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'externalData' },
  externalData: {},
} as const satisfies Record<string, Readonly<Record<number, string>>>;

type Message = keyof typeof nested;

/** Several times as many as the largest networks have. ONNX Runtime takes a time that grows with their square. */
const mostNodes = 10_000;

/**
 * Refuses an ONNX file that has more nodes than any network, or whose weights are stored in other files (external
 * data): ONNX Runtime gets only the bytes, and would look for the other files in the working directory.
 *
 * @throws ConvzooError `invalid-model`
 */
export function checkOnnx(file: Uint8Array, subject: string): void {
  // A list instead of recursion, as a file may nest its messages deeper than the stack is.
  const messages: { kind: Message; bytes: Uint8Array }[] = [{ kind: 'model', bytes: file }];
  let nodes = 0;
  for (let message = messages.pop(); message !== undefined; message = messages.pop()) {
    if (message.kind === 'externalData') throw elsewhere(subject);
    if (message.kind === 'node' && ++nodes > mostNodes) throw tooManyNodes(subject);
    const inner: Readonly<Record<number, Message>> = nested[message.kind];
    for (const { field, bytes } of fieldsOf(message.bytes)) {
      const kind = inner[field];
      if (kind !== undefined) messages.push({ kind, bytes });
    }
  }
}

function elsewhere(subject: string): ConvzooError {
  return new ConvzooError('invalid-model', {
    subject,
    expected: 'an ONNX file that contains its weights',
    found: 'weights stored in other files',
    remedy: 'Save it as one file: onnx.save(onnx.load(path), path, save_as_external_data=False).',
  });
}

const tooManyNodes = (subject: string): ConvzooError =>
  new ConvzooError('invalid-model', {
    subject,
    expected: `an ONNX file of at most ${mostNodes} nodes`,
    found: 'more',
  });
