/** Spearman's rank correlation, in [-1, 1]. Ties share their mean rank; constant values give 0. */
export function spearman(a: Float32Array, b: Float32Array): number {
  return pearson(ranks(a), ranks(b));
}

function ranks(values: Float32Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (const place of order.subarray(start, end)) result[place] = (start + end - 1) / 2;
    start = end;
  }
  return result;
}

function pearson(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [covariance, varianceA, varianceB] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - meanA, b[i]! - meanB];
    covariance += da * db;
    varianceA += da * da;
    varianceB += db * db;
  });
  const scale = Math.sqrt(varianceA * varianceB);
  return scale > 0 ? covariance / scale : 0;
}
