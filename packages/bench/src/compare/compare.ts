import type { AccuracySummary, Row } from '../measure/row.js';
import type { Report } from '../report/report.js';
import type { Interval } from '../statistics/median-interval.js';
import { type Ratio, ratioOfDurations } from '../statistics/ratio.js';

/** One subject in two reports. */
export interface Comparison {
  readonly before: Row;
  readonly after: Row;
  /** Duration of one run after over before: above 1 is slower. Null where a side has no samples. */
  readonly time: Ratio | null;
  /** Accuracy after less before; null where a side has none. */
  readonly accuracy: Difference | null;
}

/** Of two means over seeds. */
export interface Difference {
  readonly estimate: number;
  /** 95 % confidence interval; of one seed on both sides, the estimate alone. */
  readonly interval: Interval;
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
      before.accuracy === null || after.accuracy === null
        ? null
        : differenceOfMeans(before.accuracy, after.accuracy),
  };
}

function durationsOf({ rounds }: Row): number[] {
  return rounds.flatMap(({ durationsMs }) => durationsMs ?? []);
}

/** By the normal distribution: the spread over seeds is all that is known of the noise. */
function differenceOfMeans(before: AccuracySummary, after: AccuracySummary): Difference {
  const variance = ({ spread, values }: AccuracySummary): number => spread ** 2 / values.length;
  const margin = 1.96 * Math.sqrt(variance(before) + variance(after));
  const estimate = after.mean - before.mean;
  return { estimate, interval: [estimate - margin, estimate + margin] };
}

/** What has become worse. */
export type Decline = 'failed' | 'slower' | 'less accurate';

/**
 * What has become worse by more than a share, at the nearer end of the interval too: a row that fails since, takes
 * longer, or has lost as much of its accuracy. Null where nothing has.
 */
export function declineOf({ before, after, time, accuracy }: Comparison, share: number): Decline | null {
  if (before.error === undefined && after.error !== undefined) return 'failed';
  if (time !== null && time.interval[0] > 1 + share) return 'slower';
  const bearable = share * (before.accuracy?.mean ?? 0);
  return accuracy !== null && accuracy.interval[1] < -bearable ? 'less accurate' : null;
}
