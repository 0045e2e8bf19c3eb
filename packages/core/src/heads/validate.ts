import { ConvzooError, describe } from '../errors/index.js';

/** Checks one positive finite weight per class. */
export function checkWeights(subject: string, weights: readonly number[] | undefined, units: number): void {
  if (weights === undefined) return;
  const wrong = weights.find((weight) => !Number.isFinite(weight) || weight < 0);
  if (weights.length === units && wrong === undefined) return;
  throw new ConvzooError('invalid-argument', {
    subject,
    expected: `${units} finite weights of at least 0`,
    found: wrong === undefined ? `${weights.length} weights` : `the weight ${describe(wrong)}`,
  });
}

/** Checks a number in [0, 1], or in [0, 1) where 1 would make no sense. */
export function checkShare(
  subject: string,
  value: number,
  { below = false }: { below?: boolean } = {},
): void {
  if (value >= 0 && (below ? value < 1 : value <= 1)) return;
  throw new ConvzooError('invalid-argument', {
    subject,
    expected: below ? 'a number of at least 0 and less than 1' : 'a number from 0 to 1',
    found: describe(value),
  });
}
