import type { Row } from '../measure/row.js';
import type { Report } from '../report/report.js';
import { type Ratio, ratioOfDurations } from '../statistics/ratio.js';

/** One subject in two reports. */
export interface Comparison {
  readonly before: Row;
  readonly after: Row;
  /** Duration of one run after over before: above 1 is slower. Null where a side has no samples. */
  readonly time: Ratio | null;
  /** Accuracy after less before; null where a side has none. */
  readonly accuracy: number | null;
}

export interface Comparisons {
  readonly compared: readonly Comparison[];
  readonly onlyBefore: readonly Row[];
  readonly onlyAfter: readonly Row[];
}

/** Pairs the rows of two reports that measured the same subject on the same engine. */
export function compareReports(before: Report, after: Report): Comparisons {
  const rowsAfter = new Map(after.rows.map((row) => [pairKey(row), row]));
  const rowsBefore = new Map(before.rows.map((row) => [pairKey(row), row]));
  return {
    compared: before.rows.flatMap((row) => {
      const other = rowsAfter.get(pairKey(row));
      return other === undefined ? [] : [compareRows(row, other)];
    }),
    onlyBefore: before.rows.filter((row) => !rowsAfter.has(pairKey(row))),
    onlyAfter: after.rows.filter((row) => !rowsBefore.has(pairKey(row))),
  };
}

/** By the engine that computed: what `auto` takes may differ. */
function pairKey({ measure, model, runtime, provider, precision, batch, task }: Row): string {
  return [measure, model, runtime, provider, precision, batch, task].join('|');
}

function compareRows(before: Row, after: Row): Comparison {
  const [a, b] = [durationsOf(before), durationsOf(after)];
  return {
    before,
    after,
    time: a.length === 0 || b.length === 0 ? null : ratioOfDurations(a, b),
    accuracy:
      before.accuracy === null || after.accuracy === null ? null : after.accuracy.mean - before.accuracy.mean,
  };
}

function durationsOf({ rounds }: Row): number[] {
  return rounds.flatMap(({ durationsMs }) => durationsMs ?? []);
}

/**
 * Whether a row has failed since, or is slower by more than the share, even at the low end of the interval.
 */
export function isWorse({ before, after, time }: Comparison, share: number): boolean {
  const failed = before.error === undefined && after.error !== undefined;
  return failed || (time !== null && time.interval[0] > 1 + share);
}
