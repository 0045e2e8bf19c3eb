/** How well scores put the positives first. NaN where there are no positives, or for the area no negatives. */
export interface RankingQuality {
  /** Area under the precision-recall curve as a step function; scikit-learn's `average_precision_score`. */
  readonly averagePrecision: number;
  /** Area under the receiver operating characteristic, ties counting half. */
  readonly rocAuc: number;
}

/** Exact, from all scores: equal ones share a threshold. */
export function rankingQuality(scores: ArrayLike<number>, positives: ArrayLike<number>): RankingQuality {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => scores[b]! - scores[a]!,
  );
  let total = 0;
  for (let i = 0; i < positives.length; i++) total += positives[i]!;
  let [truePositives, falsePositives, precisionSum, area] = [0, 0, 0, 0];
  for (let start = 0; start < order.length; ) {
    const threshold = scores[order[start]!]!;
    let [hits, misses, end] = [0, 0, start];
    for (; end < order.length && scores[order[end]!]! === threshold; end++) {
      if (positives[order[end]!] === 1) hits++;
      else misses++;
    }
    area += misses * (truePositives + hits / 2);
    truePositives += hits;
    falsePositives += misses;
    precisionSum += hits * (truePositives / (truePositives + falsePositives));
    start = end;
  }
  return { averagePrecision: precisionSum / total, rocAuc: area / (total * falsePositives) };
}
