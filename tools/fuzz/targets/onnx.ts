import { parseModelDescription } from '../../../packages/core/src/classifier/description.ts';
import { checkOnnx } from '../../../packages/onnx/src/compile/check-onnx.ts';
import { readMetadata } from '../../../packages/onnx/src/export/metadata.ts';
import { bytes, json, type Target } from '../target.ts';

/** A field of a protobuf message, shorter than 128 bytes or with its length given in two. */
const field = (number: number, content: Uint8Array): number[] => [
  (number << 3) | 2,
  (content.length & 127) | 128,
  content.length >> 7,
  ...content,
];

const description = json({
  schema: 1,
  architecture: { name: 'tiny', options: {} },
  head: { kind: 'multi-class', classes: ['a', 'b'] },
  preprocessing: {
    resize: 8,
    interpolation: 'bilinear',
    crop: [8, 8],
    scale: 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channelOrder: 'rgb',
  },
  versions: {},
});

export const target: Target = {
  run: (input) => {
    checkOnnx(input, 'file');
    parseModelDescription(readMetadata(input), 'file');
  },
  seeds: () => {
    const entry = Uint8Array.from([...field(1, bytes('convzoo')), ...field(2, description)]);
    const tensor = Uint8Array.from([...field(8, bytes('w')), ...field(9, bytes('abcd'))]);
    const node = Uint8Array.from(field(5, Uint8Array.from(field(5, tensor))));
    const graph = Uint8Array.from([...field(1, node), ...field(5, tensor)]);
    return [Uint8Array.from([8, 8, ...field(7, graph), ...field(14, entry)])];
  },
  words: ['\x72', '\x0a\x07convzoo', '\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01'],
};
