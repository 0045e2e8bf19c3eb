/**
 * Characters that are compared: names in files may be of any length, and the distance takes their product.
 */
const mostCompared = 64;

/** The candidate with the smallest edit distance, for "did you mean". */
export function nearest(word: string, candidates: readonly string[]): string {
  const comparable = (text: string): string => text.slice(0, mostCompared).toLowerCase();
  const wanted = comparable(word);
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, comparable(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate ?? '';
}

/** Levenshtein's distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution));
    }
    row = next;
  }
  return row[b.length]!;
}
