import { ConvzooError, describe } from '@convzoo/core/errors';
import { textTable } from '@convzoo/report/terminal';
import { readReport } from '../report/json.js';
import { titleOf } from '../report/notes.js';
import { type Comparison, compareReports, type Decline, declineOf } from './compare.js';

/**
 * Compares two JSON reports, as text.
 *
 * @param failOver Share by which a row may be slower, as `5%` or `0.05`; left out, none is called worse.
 * @throws ConvzooError `invalid-argument` for another share; what `readReport` throws
 */
export async function compareFiles(
  before: string,
  after: string,
  failOver: string | undefined,
): Promise<{ readonly text: string; readonly worse: boolean }> {
  const share = failOver === undefined ? Number.POSITIVE_INFINITY : parseShare(failOver);
  const [a, b] = await Promise.all([readReport(before), readReport(after)]);
  const { compared, onlyBefore, onlyAfter } = compareReports(a, b);
  const declines = compared.map((comparison) =>
    failOver === undefined ? null : declineOf(comparison, share),
  );
  const worse = declines.filter((decline) => decline !== null).length;
  const table = textTable(
    [
      { title: 'row', align: 'left' },
      { title: 'time after / before', align: 'right' },
      { title: '95 % CI', align: 'right' },
      { title: 'accuracy', align: 'right' },
      { title: '95 % CI', align: 'right' },
      { title: '', align: 'left' },
    ],
    compared.map((comparison, i) => line(comparison, declines[i] ?? null)),
  );
  const notes = [
    ...machineNotes(a.environment.machine.cpu, b.environment.machine.cpu),
    ...onlyBefore.map((row) => `Only before: ${titleOf(row)}`),
    ...onlyAfter.map((row) => `Only after: ${titleOf(row)}`),
    ...(failOver === undefined
      ? []
      : [`${worse} of ${compared.length} rows are worse by more than ${failOver}.`]),
  ];
  return { text: [table, notes.join('\n')].filter(Boolean).join('\n\n'), worse: worse > 0 };
}

function line({ before, after, time, accuracy }: Comparison, decline: Decline | null): string[] {
  const points = (share: number): string => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)}`;
  return [
    titleOf(before),
    time === null ? '-' : time.estimate.toFixed(3),
    time === null ? '-' : time.interval.map((end) => end.toFixed(3)).join('-'),
    accuracy === null ? '-' : `${points(accuracy.estimate)} %`,
    accuracy === null ? '-' : accuracy.interval.map(points).join(' to '),
    after.error === undefined ? (decline ?? '') : `failed: ${after.error}`,
  ];
}

function machineNotes(before: string, after: string): string[] {
  return before === after ? [] : [`Warning: different machines: ${before}, then ${after}.`];
}

function parseShare(text: string): number {
  const [, number, sign] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  if (number !== undefined) return Number(number) / (sign === '%' ? 100 : 1);
  throw new ConvzooError('invalid-argument', {
    subject: '--fail-over',
    expected: 'a share such as 5% or 0.05',
    found: describe(text),
  });
}
