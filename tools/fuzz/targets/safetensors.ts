import { parseSafetensors } from '../../../packages/weights/src/safetensors/parse.ts';
import { replaced } from '../mutate.ts';
import { mutateJson } from '../mutate-json.ts';
import { file, type Target } from '../target.ts';

const folder = 'packages/weights/src/fixtures/safetensors';

export const target: Target = {
  run: (input) => parseSafetensors(input),
  seeds: () => ['mixed', 'narrow'].map((name) => file(`${folder}/${name}.safetensors`)),
  words: ['"__metadata__"', '"dtype":"F32"', '"shape":[', '"data_offsets":[0,0]', 'BF16', '\0\0\0\0\0\0\0\0'],
  // The header changes, and its length with it.
  mutate: (input, inner, random) => {
    if (input.length < 8) return inner(input);
    const length = Math.min(
      input.length - 8,
      new DataView(input.buffer, input.byteOffset).getUint32(0, true),
    );
    const header = input.subarray(8, 8 + length);
    const changed = random.below(2) === 0 ? mutateJson(header, random) : inner(header);
    const result = replaced(input, 8, 8 + length, changed);
    new DataView(result.buffer).setBigUint64(0, BigInt(changed.length), true);
    return result;
  },
};
