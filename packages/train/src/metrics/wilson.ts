/** The quantile of the normal distribution that leaves 2.5 % on either side. */
const z = 1.959964;

/**
 * Wilson's score interval of a share, at 95 %: where the true share lies if the samples were drawn independently. Unlike
 * the normal approximation, it holds near 0 and 1 and for few samples.
 *
 * Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
 */
export function wilsonInterval(share: number, samples: number): readonly [low: number, high: number] {
  const spread = (z * z) / samples;
  const center = (share + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share) + spread / 4) / samples);
  return [Math.max(0, center - half), Math.min(1, center + half)];
}
