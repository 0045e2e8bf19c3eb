import { isDisturbed } from '../environment/cpu-load.js';
import type { Row } from '../measure/row.js';
import { decimal } from './numbers.js';
import type { Report } from './report.js';
import { deviceKind, engineOf } from './tables.js';

/** What a reader of the figures must know. */
export interface Notes {
  readonly devices: readonly string[];
  readonly warnings: readonly string[];
  /** Each reason once, with the rows that it ended. */
  readonly failures: readonly string[];
}

export function notesOf({ rows, environment, thoroughness }: Report): Notes {
  return {
    devices: unique(rows.flatMap(deviceOf)),
    warnings: [
      ...loadWarnings(rows, environment.loadAverage, environment.machine.cores),
      ...unique(rows.flatMap(({ rounds }) => commitOf(rounds[0]?.machine?.commit)))
        .slice(1)
        .map((commit) => `Some rows are of the commit ${commit}.`),
      ...unfinished(rows, thoroughness),
      ...passedOver(rows),
      ...partlyEvaluated(rows),
      ...rows.flatMap((row) =>
        (row.leakedTensors ?? 0) > 0 ? [`${titleOf(row)} leaked ${row.leakedTensors} tensors.`] : [],
      ),
    ],
    failures: failuresOf(rows),
  };
}

/** `alexnet, inference (wasm, batch 8)`. */
export function titleOf(row: Row): string {
  const precision = row.precision === 'float32' ? '' : `, ${row.precision}`;
  const task = row.task === null ? '' : ` of ${row.task}`;
  return `${row.model}, ${row.measure}${task} (${engineOf(row)}${precision}, batch ${row.batch})`;
}

function deviceOf(row: Row): string[] {
  if (row.device === null || row.isGpu === null) return [];
  return [`${engineOf(row)} ran on ${row.device} (${deviceKind(row)}).`];
}

function commitOf(commit: string | null | undefined): string[] {
  return commit === null || commit === undefined ? [] : [commit];
}

function loadWarnings(rows: readonly Row[], before: number, cores: number): string[] {
  const disturbed = rows.filter(({ load, machine }) =>
    isDisturbed(load?.others ?? 0, machine?.cores ?? cores),
  );
  const most = Math.max(0, ...disturbed.map(({ load }) => load?.others ?? 0));
  return [
    ...(isDisturbed(before, cores)
      ? [`The machine was not idle before: load average ${decimal(before)} on ${cores} cores.`]
      : []),
    ...(disturbed.length > 0
      ? [
          `Other processes kept up to ${decimal(most)} cores busy during ${disturbed.length} of ${rows.length} rows: ` +
            'their figures are too low.',
        ]
      : []),
  ];
}

function unfinished(rows: readonly Row[], { rounds, seeds }: Report['thoroughness']): string[] {
  const fewer = rows.filter((row) => {
    const planned = row.measure === 'accuracy' ? seeds : rounds;
    const givenWeights = row.rounds.some(({ accuracy }) => accuracy?.budget === null);
    return row.error === undefined && !givenWeights && row.rounds.length < planned;
  });
  return fewer.length === 0
    ? []
    : [`${fewer.length} of ${rows.length} rows have fewer rounds than planned: the benchmark ended before.`];
}

function passedOver(rows: readonly Row[]): string[] {
  const names = unique(rows.flatMap((row) => row.passedOver.map(({ name }) => name)));
  return names.length === 0
    ? []
    : [`auto prefers, but could not start: ${names.join(', ')} (the JSON says why).`];
}

/** Fewer classes to confuse make a task easier or harder than the published one. */
function partlyEvaluated(rows: readonly Row[]): string[] {
  return unique(
    rows.flatMap(({ rounds }) =>
      rounds.flatMap(({ accuracy }) => {
        const { all = 0, present = 0 } = accuracy?.classes ?? {};
        return present === all
          ? []
          : [
              `${accuracy?.data} has images of ${present} of the weights’ ${all} classes; ` +
                'the published accuracy is that over all classes.',
            ];
      }),
    ),
  );
}

function failuresOf(rows: readonly Row[]): string[] {
  const failed = rows.filter(({ error }) => error !== undefined);
  return unique(failed.map(({ error }) => error ?? '')).map((error) => {
    const titles = failed.filter((row) => row.error === error).map(titleOf);
    return `Failed: ${titles.join('; ')}: ${error}`;
  });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** All notes, one a line. */
export function noteLines({ devices, warnings, failures }: Notes): string[] {
  return [...devices, ...warnings.map((warning) => `Warning: ${warning}`), ...failures];
}
