import { ConvzooError } from '@convzoo/core/errors';
import { readReport } from '../report/json.js';
import { titleOf } from '../report/notes.js';
import { alignedTable } from '../report/text.js';
import { type Comparison, compareReports, isWorse } from './compare.js';

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
): Promise<{ readonly text: string; readonly slower: boolean }> {
  const share = failOver === undefined ? Number.POSITIVE_INFINITY : parseShare(failOver);
  const [a, b] = await Promise.all([readReport(before), readReport(after)]);
  const { compared, onlyBefore, onlyAfter } = compareReports(a, b);
  const worse = compared.filter((comparison) => failOver !== undefined && isWorse(comparison, share));
  const table = alignedTable(
    [
      { title: 'row', align: 'left' },
      { title: 'time after / before', align: 'right' },
      { title: '95 % CI', align: 'right' },
      { title: 'accuracy', align: 'right' },
      { title: '', align: 'left' },
    ],
    compared.map((comparison) => line(comparison, worse.includes(comparison))),
  );
  const notes = [
    ...machineNotes(a.environment.machine.cpu, b.environment.machine.cpu),
    ...onlyBefore.map((row) => `Only before: ${titleOf(row)}`),
    ...onlyAfter.map((row) => `Only after: ${titleOf(row)}`),
    ...(failOver === undefined
      ? []
      : [`${worse.length} of ${compared.length} rows are worse by more than ${failOver}.`]),
  ];
  return { text: [table, notes.join('\n')].filter(Boolean).join('\n\n'), slower: worse.length > 0 };
}

function line({ before, after, time, accuracy }: Comparison, worse: boolean): string[] {
  const failed = after.error === undefined ? '' : `failed: ${after.error}`;
  return [
    titleOf(before),
    time === null ? '-' : time.estimate.toFixed(3),
    time === null ? '-' : time.interval.map((end) => end.toFixed(3)).join('-'),
    accuracy === null ? '-' : `${accuracy < 0 ? '' : '+'}${(100 * accuracy).toFixed(1)} %`,
    failed || (worse ? 'slower' : ''),
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
    found: `"${text}"`,
  });
}
