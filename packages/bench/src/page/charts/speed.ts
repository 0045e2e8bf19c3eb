import * as Plot from '@observablehq/plot';
import type { Row } from '../../measure/row.js';
import { decimal } from '../../report/numbers.js';
import { engineOf } from '../../report/tables.js';
import { logAxis } from './log-axis.js';
import { type Chart, colorScale, colorsOf, draw, familyColors, marginFor } from './plot.js';

/** Rows of inference that were measured. */
export function inferenceRows(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.measure === 'inference' && row.latencyMs !== null);
}

/** `compiled, int8`. */
function pathOf(row: Row): string {
  return row.precision === 'float32' ? engineOf(row) : `${engineOf(row)}, ${row.precision}`;
}

/** Models from the fastest to the slowest, by their best row. */
function bySpeed(rows: readonly Row[]): string[] {
  const best = (model: string): number =>
    Math.max(...rows.filter((row) => row.model === model).map((row) => row.imagesPerSecond ?? 0));
  return [...new Set(rows.map(({ model }) => model))].sort((a, b) => best(b) - best(a));
}

/** The distribution of latencies of each model on each engine, at the smallest batch. */
export function latencyChart(rows: readonly Row[]): Chart[] {
  const all = inferenceRows(rows);
  const batch = Math.min(...all.map((row) => row.batch));
  const own = all.filter((row) => row.batch === batch);
  if (own.length === 0) return [];
  const models = bySpeed(own);
  const legend = colorsOf(own.map(pathOf));
  const samples = own.flatMap((row) =>
    row.rounds.flatMap(({ durationsMs = [] }) =>
      thinned(durationsMs).map((ms) => ({ model: row.model, path: pathOf(row), ms })),
    ),
  );
  const medians = own.map((row) => ({
    model: row.model,
    path: pathOf(row),
    p50: row.latencyMs!.p50,
    low: row.latencyMs!.p50Interval?.[0] ?? row.latencyMs!.p50,
    high: row.latencyMs!.p50Interval?.[1] ?? row.latencyMs!.p50,
    p99: row.latencyMs!.p99,
  }));
  const axis = logAxis(
    'x',
    samples.map(({ ms }) => ms),
    'milliseconds →',
  );
  const lanes = legend.map(({ name }) => name);
  return [
    {
      id: 'latency',
      title: 'Latency',
      caption:
        `Every timed run at batch ${batch}, on a logarithmic scale. The dot is the median, the thick line its 95 % ` +
        'confidence interval, the thin line reaches to the 99th percentile.',
      legend,
      svg: draw({
        height: 60 + models.length * (12 + 14 * lanes.length),
        marginLeft: marginFor(models),
        x: axis.scale,
        y: { domain: lanes, axis: null, padding: 0.1 },
        fy: { domain: models, label: null, padding: 0.15 },
        color: colorScale(legend),
        marks: [
          ...axis.marks,
          Plot.tickX(samples, { x: 'ms', y: 'path', fy: 'model', stroke: 'path', strokeOpacity: 0.25 }),
          Plot.ruleY(medians, { x1: 'p50', x2: 'p99', y: 'path', fy: 'model', stroke: 'path' }),
          Plot.ruleY(medians, {
            x1: 'low',
            x2: 'high',
            y: 'path',
            fy: 'model',
            stroke: 'path',
            strokeWidth: 4,
          }),
          Plot.dot(medians, {
            x: 'p50',
            y: 'path',
            fy: 'model',
            r: 4,
            fill: 'path',
            stroke: 'var(--surface)',
            title: ({ model, path, p50, low, high, p99 }) =>
              `${model}, ${path}: p50 ${decimal(p50)} ms (${decimal(low)}-${decimal(high)}), p99 ${decimal(p99)} ms`,
          }),
        ],
      }),
    },
  ];
}

const mostTicks = 200;

function thinned(values: readonly number[]): readonly number[] {
  const step = Math.max(1, Math.ceil(values.length / mostTicks));
  return values.filter((_, i) => i % step === 0);
}

/** Images per second by batch size; left out where there is one batch size alone. */
export function batchChart(rows: readonly Row[]): Chart[] {
  const own = inferenceRows(rows);
  const batches = [...new Set(own.map(({ batch }) => batch))].sort((a, b) => a - b);
  if (batches.length < 2) return [];
  const paths = [...new Set(own.map(pathOf))];
  const legend = familyColors(own);
  const points = own.map((row) => ({
    path: pathOf(row),
    model: row.model,
    family: row.family ?? '',
    batch: row.batch,
    speed: row.imagesPerSecond!,
  }));
  const axis = logAxis(
    'y',
    points.map(({ speed }) => speed),
    '↑ images/s',
  );
  const last = points.filter(({ batch, path }) => batch === batches.at(-1) && path === paths.at(-1));
  return [
    {
      id: 'batch',
      title: 'Throughput by batch size',
      caption:
        'A line for each network. Rising lines: the engine uses its cores better with more images at once.',
      legend,
      svg: draw({
        height: batchHeight,
        marginRight: 80,
        fx: { domain: paths, label: null },
        x: { type: 'point', domain: batches, label: 'images per batch' },
        y: axis.scale,
        color: colorScale(legend),
        marks: [
          ...axis.marks,
          Plot.frame({ stroke: 'var(--rule)' }),
          Plot.line(points, {
            fx: 'path',
            x: 'batch',
            y: 'speed',
            z: 'model',
            stroke: 'family',
            strokeWidth: 2,
          }),
          Plot.dot(points, {
            fx: 'path',
            x: 'batch',
            y: 'speed',
            fill: 'family',
            r: 4,
            title: ({ model, path, batch, speed }) =>
              `${model}, ${path}, batch ${batch}: ${decimal(speed)} images/s`,
          }),
          Plot.text(spacedApart(last, axis.domain), {
            fx: 'path',
            x: 'batch',
            y: 'speed',
            text: 'model',
            textAnchor: 'start',
            dx: 8,
          }),
        ],
      }),
    },
  ];
}

const batchHeight = 420;
const lineHeight = 14;

/** The points whose names do not cover that of a faster one. */
function spacedApart<T extends { readonly speed: number }>(
  points: readonly T[],
  [low, high]: readonly [number, number],
): T[] {
  const pixels = (batchHeight - 80) / Math.log(high / low);
  let previous = Number.POSITIVE_INFINITY;
  return points
    .toSorted((a, b) => b.speed - a.speed)
    .filter(({ speed }) => {
      const y = pixels * Math.log(speed);
      if (previous - y < lineHeight) return false;
      previous = y;
      return true;
    });
}
