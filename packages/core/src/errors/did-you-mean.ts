import { shortened } from './one-of.js';

/** Characters that are compared: names in files may be of any length, and the distance takes their product. */
const mostCompared = 64;
/** Edits for each character of the longer name, beyond which two do not resemble each other. */
const mostEdits = 0.4;

/**
 * The question whether another name was meant: the candidate with the smallest edit distance, whatever the case.
 * @returns undefined where none resembles the word
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const comparable = (text: string): string => text.slice(0, mostCompared).toLowerCase();
  const wanted = comparable(word);
  const [best] = candidates
    .map((candidate) => {
      const other = comparable(candidate);
      const edits = editDistance(wanted, other) / Math.max(wanted.length, other.length, 1);
      return { candidate, edits };
    })
    .filter(({ edits }) => edits <= mostEdits)
    .sort((a, b) => a.edits - b.edits);
  return best && `Did you mean "${shortened(best.candidate)}"?`;
}

/** Insertions, deletions, substitutions and swaps of neighbors: optimal string alignment, a row of the table at a time. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? before[j - 2]! + 1 : substitution;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution, swap));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
