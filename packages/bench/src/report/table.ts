import Table from 'cli-table3';
import type { Row } from '../measure/row.js';

interface Column {
  readonly title: string;
  readonly align?: 'right';
  readonly cell: (row: Row) => string;
}

const columns: readonly Column[] = [
  { title: 'model', cell: ({ model }) => model },
  { title: 'input', cell: ({ inputShape }) => known(inputShape, (shape) => shape.join('x')) },
  { title: 'batch', align: 'right', cell: ({ batch }) => `${batch}` },
  { title: 'params', align: 'right', cell: ({ parameters }) => known(parameters, magnitude) },
  { title: 'MACs', align: 'right', cell: ({ macs }) => known(macs, magnitude) },
  { title: 'runtime', cell: ({ runtime }) => runtime },
  { title: 'device', cell: ({ isGpu }) => known(isGpu, processor) },
  {
    title: 'images/s',
    align: 'right',
    cell: ({ imagesPerSecond, error }) => (error === undefined ? known(imagesPerSecond, decimal) : 'failed'),
  },
  { title: 'p50 ms', align: 'right', cell: ({ latencyMs }) => known(latencyMs, ({ p50 }) => decimal(p50)) },
  { title: 'p95 ms', align: 'right', cell: ({ latencyMs }) => known(latencyMs, ({ p95 }) => decimal(p95)) },
  { title: 'first ms', align: 'right', cell: ({ firstRunMs }) => known(firstRunMs, decimal) },
  { title: 'memory', align: 'right', cell: ({ peakMemoryBytes }) => known(peakMemoryBytes, mebibytes) },
];

/** Rows as text: a table, then what computed, then what went wrong. */
export function renderTable(rows: readonly Row[]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => columns.map(({ cell }) => cell(row))));
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [...lines, '', ...devices(rows), ...passedOver(rows), ...leaks(rows), ...errors(rows)].join('\n');
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

function devices(rows: readonly Row[]): string[] {
  const lines = rows.flatMap(({ runtime, device, isGpu }) =>
    device === null || isGpu === null ? [] : [`${runtime} ran on ${device} (${processor(isGpu)}).`],
  );
  return [...new Set(lines)];
}

function passedOver(rows: readonly Row[]): string[] {
  const names = new Set(rows.flatMap((row) => row.passedOver.map(({ name }) => name)));
  return names.size === 0
    ? []
    : [`auto prefers, but did not get: ${[...names].join(', ')} (--json says why).`];
}

function leaks(rows: readonly Row[]): string[] {
  return rows.flatMap((row) =>
    (row.leakedTensors ?? 0) > 0 ? [`${title(row)} leaked ${row.leakedTensors} tensors.`] : [],
  );
}

/** Each error once, after the rows that it ended. */
function errors(rows: readonly Row[]): string[] {
  const failed = rows.filter(({ error }) => error !== undefined);
  return [...new Set(failed.map(({ error }) => error))].map((error) => {
    const titles = failed.filter((row) => row.error === error).map(title);
    return `Failed: ${titles.join(', ')}: ${error}`;
  });
}

function title({ model, runtime, batch }: Row): string {
  return `${model} (${runtime}, batch ${batch})`;
}

function known<T>(value: T | null, format: (value: T) => string): string {
  return value === null ? '-' : format(value);
}

function processor(isGpu: boolean): string {
  return isGpu ? 'GPU' : 'CPU';
}

const prefixes = [
  { factor: 1e9, prefix: 'G' },
  { factor: 1e6, prefix: 'M' },
  { factor: 1e3, prefix: 'k' },
];

/** 61,100,840 as `61.1 M`. */
function magnitude(n: number): string {
  const { factor, prefix } = prefixes.find(({ factor }) => n >= factor) ?? { factor: 1, prefix: '' };
  return `${decimal(n / factor)} ${prefix}`.trimEnd();
}

/** Three digits or more. */
function decimal(n: number): string {
  return n.toFixed(n < 10 ? 2 : n < 100 ? 1 : 0);
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
