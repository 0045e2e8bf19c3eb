/** A network's cost and benefit, both better when higher. */
export interface TradeOff {
  readonly speed: number;
  readonly accuracy: number;
}

/** Those that no other beats in both, from the fastest to the most accurate. */
export function paretoFront<T extends TradeOff>(points: readonly T[]): T[] {
  const ordered = points.toSorted((a, b) => b.speed - a.speed || b.accuracy - a.accuracy);
  let best = Number.NEGATIVE_INFINITY;
  return ordered.filter(({ accuracy }) => {
    if (accuracy <= best) return false;
    best = accuracy;
    return true;
  });
}
