import { parseCifar } from '../../../packages/data/src/formats/cifar.ts';
import type { Target } from '../target.ts';

const record = 1 + 3 * 32 * 32;
const classes = ['a', 'b', 'c'];

export const target: Target = {
  run: async (input) => {
    const { samples } = parseCifar([input], { classes });
    for (const sample of samples) await sample.load();
  },
  seeds: () => [1, 2].map((images) => new Uint8Array(images * record).fill(1)),
};
