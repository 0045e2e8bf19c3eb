import { parseJsonLines } from '../../../packages/train/src/node/json-lines.node.ts';
import { bytes, type Target, text } from '../target.ts';

export const target: Target = {
  run: (input) => parseJsonLines(text(input), 'file'),
  seeds: () => [bytes('{"type":"step","step":1,"loss":0.5}\n{"type":"epoch","step":2}\n')],
  words: ['\n', '{"type":"test","step":3}\n', 'null\n'],
};
