import { invalidWeights } from '../invalid.js';

/** Takes so many bytes off a budget; throws once it is spent. */
export type Charge = (bytes: number) => void;

/** What the objects of a pickle may take whatever its length, and for each of its bytes. */
const baseBytes = 2 ** 26;
const bytesPerByte = 40;

/** About what V8 takes for each kind of object, with room for its first element. */
export const objectBytes = { value: 16, list: 200, entry: 48, dict: 256, tensor: 1024 } as const;

/**
 * A budget for what a pickle builds. Its opcodes are short: one byte makes a dict, and seven copy another dict.
 *
 * @param length of the pickle in bytes
 */
export function pickleBudget(length: number, subject: string): Charge {
  const total = baseBytes + bytesPerByte * length;
  let left = total;
  return (bytes) => {
    left -= bytes;
    if (left >= 0) return;
    throw invalidWeights(
      `${subject} pickle`,
      `objects of at most ${Math.round(total / 2 ** 20)} MiB in ${length} bytes`,
      'more',
      'Save the plain state_dict: torch.save(model.state_dict(), path).',
    );
  };
}
