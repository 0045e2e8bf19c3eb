import { type Subject, subjectKey } from '../measure/subject.js';
import { mean } from '../statistics/latency.js';

/** A finished process and how long it took. */
export interface Finished {
  readonly subject: Subject;
  readonly ms: number;
}

/**
 * Milliseconds that the remaining processes will take: each as long as earlier rounds of its subject, or else
 * as the mean of its measure, or else as the mean of all. Undefined before the first has ended.
 */
export function timeLeft(finished: readonly Finished[], remaining: readonly Subject[]): number | undefined {
  if (finished.length === 0) return undefined;
  const byKey = means(finished, subjectKey);
  const byMeasure = means(finished, ({ measure }) => measure);
  const overall = mean(finished.map(({ ms }) => ms));
  return remaining.reduce(
    (sum, subject) => sum + (byKey.get(subjectKey(subject)) ?? byMeasure.get(subject.measure) ?? overall),
    0,
  );
}

function means(finished: readonly Finished[], keyOf: (subject: Subject) => string): Map<string, number> {
  const groups = new Map<string, number[]>();
  for (const { subject, ms } of finished) {
    const key = keyOf(subject);
    groups.set(key, [...(groups.get(key) ?? []), ms]);
  }
  return new Map([...groups].map(([key, values]) => [key, mean(values)]));
}
