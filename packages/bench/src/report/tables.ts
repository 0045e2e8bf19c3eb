import type { Column } from '@convzoo/report';
import type { Row } from '../measure/row.js';
import { type Measure, parseEngine } from '../measure/subject.js';
import { decimal, magnitude, mebibytes, percent } from './numbers.js';
import type { Report } from './report.js';

/** Rows of one measure, or engines, as text. */
export interface Table {
  readonly id: Measure | 'engines';
  readonly title: string;
  readonly columns: readonly Column[];
  readonly cells: readonly (readonly string[])[];
}

interface Cell extends Column {
  readonly cell: (row: Row) => string;
}

const left = (title: string, cell: Cell['cell']): Cell => ({ title, align: 'left', cell });
const right = (title: string, cell: Cell['cell']): Cell => ({ title, align: 'right', cell });
const ms = (title: string, value: (row: Row) => number | null | undefined): Cell =>
  right(title, (row) => known(value(row), decimal));

const model = left('model', (row) => row.model);
const input = left('input', ({ inputShape }) => known(inputShape, (shape) => shape.join('x')));
const engine = left('engine', engineOf);
const device = left('device', deviceKind);
const batch = right('batch', (row) => `${row.batch}`);
const params = right('params', ({ parameters }) => known(parameters, magnitude));
const macs = right('MACs', (row) => known(row.macs, magnitude));
const speed = right('images/s', ({ imagesPerSecond, error }) =>
  error === undefined ? known(imagesPerSecond, decimal) : 'failed',
);
const p50 = ms('p50 ms', ({ latencyMs }) => latencyMs?.p50);
const interval = right('95 % CI', ({ latencyMs }) =>
  known(latencyMs?.p50Interval, ([low, high]) => `${decimal(low)}-${decimal(high)}`),
);
const p90 = ms('p90 ms', ({ latencyMs }) => latencyMs?.p90);
const p99 = ms('p99 ms', ({ latencyMs }) => latencyMs?.p99);
const memory = right('memory', ({ peakMemoryBytes }) => known(peakMemoryBytes, mebibytes));

const layouts: readonly { measure: Measure; title: string; cells: readonly Cell[] }[] = [
  {
    measure: 'accuracy',
    title: 'Accuracy on images not seen in training',
    cells: [
      left(
        'task',
        ({ task, rounds }) => rounds.find(({ accuracy }) => accuracy)?.accuracy?.data ?? task ?? '-',
      ),
      model,
      input,
      right('width', ({ rounds }) => known(rounds.find(({ accuracy }) => accuracy)?.accuracy?.width, String)),
      params,
      macs,
      left('metric', ({ accuracy }) => known(accuracy, ({ metric }) => metric)),
      right('mean', ({ accuracy, error }) =>
        error === undefined ? known(accuracy, ({ mean }) => percent(mean)) : 'failed',
      ),
      right('SD', ({ accuracy }) =>
        known(accuracy, ({ spread, seeds }) => (seeds.length > 1 ? percent(spread) : '-')),
      ),
      right('seeds', ({ accuracy }) => known(accuracy, ({ seeds }) => `${seeds.length}`)),
      left('top-1, top-5', topFive),
      left('published', published),
      left('budget', budget),
      engine,
    ],
  },
  {
    measure: 'inference',
    title: 'Inference',
    cells: [
      model,
      input,
      batch,
      engine,
      left('precision', (row) => row.precision),
      device,
      params,
      macs,
      speed,
      p50,
      interval,
      p90,
      p99,
      ms('start ms', (row) => row.startMs),
      ms('build ms', (row) => row.buildMs),
      ms('compile ms', (row) => row.compileMs),
      ms('first ms', (row) => row.firstMs),
      memory,
    ],
  },
  {
    measure: 'loading',
    title: 'Loading',
    cells: [
      model,
      input,
      engine,
      left('precision', (row) => row.precision),
      device,
      params,
      right('file', ({ fileBytes }) => known(fileBytes, mebibytes)),
      right('load ms', ({ latencyMs, error }) =>
        error === undefined ? known(latencyMs?.p50, decimal) : 'failed',
      ),
      interval,
      p90,
      ms('first load ms', (row) => row.firstMs),
      memory,
    ],
  },
  {
    measure: 'explanation',
    title: 'Grad-CAM',
    cells: [
      model,
      batch,
      engine,
      device,
      ms('Grad-CAM ms', ({ latencyMs }) => latencyMs?.p50),
      interval,
      right('predictions', (row) =>
        row.error === undefined ? known(row.predictionsPerExplanation, decimal) : 'failed',
      ),
      memory,
    ],
  },
  {
    measure: 'training',
    title: 'Training step',
    cells: [
      model,
      batch,
      engine,
      device,
      right('trainable', ({ trainable }) => known(trainable, magnitude)),
      right('activations', ({ activationBytes }) => known(activationBytes, mebibytes)),
      speed,
      p50,
      interval,
      ms('data ms', ({ parts }) => parts?.dataMs),
      ms('forward ms', ({ parts }) => parts?.forwardMs),
      ms('backward ms', ({ parts }) => parts?.backwardMs),
      ms('update ms', ({ parts }) => parts?.updateMs),
      memory,
    ],
  },
];

/** Titles of all columns, in the order of the tables. */
export const columnTitles: readonly string[] = [
  ...new Set(layouts.flatMap(({ cells }) => cells.map(({ title }) => title))),
];

/**
 * One table for each measure that has rows, with all columns or the chosen ones, without empty columns; then the
 * engines that were looked for.
 */
export function tablesOf(
  { rows, engines }: Pick<Report, 'rows' | 'engines'>,
  chosen: readonly string[] = columnTitles,
): Table[] {
  const measured = layouts.flatMap(({ measure, title, cells }) => {
    const own = rows.filter((row) => row.measure === measure);
    if (own.length === 0) return [];
    const filled = cells.filter(
      ({ title, cell }) => chosen.includes(title) && own.some((row) => cell(row) !== '-'),
    );
    if (filled.length === 0) return [];
    return {
      id: measure,
      title,
      columns: filled.map(({ title, align }) => ({ title, align })),
      cells: own.map((row) => filled.map(({ cell }) => cell(row))),
    };
  });
  return [...measured, ...enginesTable(engines)];
}

const longestReason = 200;

/** Every engine that `--runtime all` looked for: what it proved, or why it does not start. */
function enginesTable(engines: Report['engines']): Table[] {
  if (engines.length === 0) return [];
  const titles = ['engine', 'device', 'runs on', 'does not start because'];
  return [
    {
      id: 'engines',
      title: 'Engines',
      columns: titles.map((title) => ({ title, align: 'left' })),
      cells: engines.map(({ engine, device, isGpu, reason }) => [
        engine,
        deviceKind({ isGpu, ...parseEngine(engine) }),
        device ?? '-',
        reason === null ? '-' : firstLine(reason),
      ]),
    },
  ];
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length <= longestReason ? line : `${line.slice(0, longestReason)}…`;
}

/** `onnxruntime`, or `compiled:cuda` where the provider is not the usual one. */
export function engineOf({ runtime, provider }: Pick<Row, 'runtime' | 'provider'>): string {
  return provider === null || provider === 'cpu' ? runtime : `${runtime}:${provider}`;
}

/**
 * `GPU` where the engine proved that one computed; `software` where a driver emulates it; `unproved` where a
 * provider of ONNX Runtime does not say what it runs on.
 */
export function deviceKind({
  isGpu,
  runtime,
  provider,
}: Pick<Row, 'isGpu' | 'runtime' | 'provider'>): string {
  if (isGpu === null) return '-';
  if (isGpu) return 'GPU';
  const api = runtime === 'browser' ? provider : runtime;
  if (api === 'webgl' || api === 'webgpu') return 'software';
  return runtime === 'browser' || provider === null || provider === 'cpu' ? 'CPU' : 'unproved';
}

function topFive({ rounds }: Row): string {
  const metrics = rounds.find(({ accuracy }) => accuracy?.budget === null)?.accuracy?.metrics;
  const { accuracy, top5Accuracy } = metrics ?? {};
  return accuracy === undefined || top5Accuracy === undefined
    ? '-'
    : `${percent(accuracy)}, ${percent(top5Accuracy)}`;
}

function published({ rounds }: Row): string {
  const stated = rounds.find(({ accuracy }) => accuracy?.published)?.accuracy?.published;
  return known(stated, ({ top1, top5, dataset }) => `${top1} %, ${top5} % (${dataset})`);
}

function budget({ rounds }: Row): string {
  const spent = rounds.find(({ accuracy }) => accuracy?.budget)?.accuracy?.budget;
  return known(spent, ({ images, epochs }) => `${images} images x ${epochs} epochs`);
}

function known<T>(value: T | null | undefined, format: (value: T) => string): string {
  return value === null || value === undefined ? '-' : format(value);
}
