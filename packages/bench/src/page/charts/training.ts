import * as Plot from '@observablehq/plot';
import type { Row } from '../../measure/row.js';
import { decimal } from '../../report/numbers.js';
import { engineOf } from '../../report/tables.js';
import { type Chart, colorScale, colorsOf, draw, familyColors, marginFor } from './plot.js';

const parts = ['data', 'forward', 'backward', 'update'] as const;

/** Where the time of a training step goes. */
export function stepChart(rows: readonly Row[]): Chart[] {
  const own = rows.filter((row) => row.measure === 'training' && row.parts !== null);
  if (own.length === 0) return [];
  const legend = colorsOf(parts);
  const setups = new Set(own.map((row) => `${engineOf(row)}, batch ${row.batch}`));
  const name = (row: Row): string =>
    setups.size === 1 ? row.model : `${row.model} (${engineOf(row)}, batch ${row.batch})`;
  const bars = own.flatMap((row) =>
    parts.map((part) => ({ row: name(row), part, ms: row.parts![`${part}Ms`] / row.batch })),
  );
  const names = own.map(name);
  return [
    {
      id: 'training',
      title: 'Where a training step goes',
      caption:
        `Milliseconds per image, ${[...setups].join(' and ')}. When a network is trained, making the batch overlaps ` +
        'with the step before it.',
      legend,
      svg: draw({
        height: 60 + 28 * names.length,
        marginLeft: marginFor(names),
        x: { label: 'milliseconds per image →', grid: true },
        y: { label: null, domain: names },
        color: colorScale(legend),
        marks: [
          Plot.barX(bars, {
            x: 'ms',
            y: 'row',
            fill: 'part',
            order: [...parts],
            insetTop: 2,
            insetBottom: 2,
            title: ({ row, part, ms }) => `${row}, ${part}: ${decimal(ms)} ms per image`,
          }),
        ],
      }),
    },
  ];
}

/** Training loss by images seen, a line for each network and seed. */
export function curvesChart(rows: readonly Row[]): Chart[] {
  const own = rows.filter((row) => row.measure === 'accuracy');
  const points = own.flatMap((row) =>
    row.rounds.flatMap(({ accuracy }, round) =>
      (accuracy?.curve ?? []).map(({ images, loss }) => ({
        task: row.task ?? '',
        model: row.model,
        family: row.family ?? '',
        line: `${row.model} ${round}`,
        images,
        loss,
      })),
    ),
  );
  if (points.length === 0) return [];
  const legend = familyColors(points);
  const tasks = [...new Set(points.map(({ task }) => task))];
  return [
    {
      id: 'curves',
      title: 'Training curves',
      caption:
        'Training loss against images seen, smoothed; a line for each network and seed, under the same budget.',
      legend,
      svg: draw({
        height: 400,
        marginTop: 40,
        fx: { domain: tasks, label: null },
        x: { label: 'images →', ticks: 5 },
        y: { label: '↑ loss', grid: true, zero: true },
        color: colorScale(legend),
        marks: [
          Plot.frame({ stroke: 'var(--rule)' }),
          Plot.line(
            points,
            Plot.windowY(
              { k: 5, anchor: 'middle' },
              {
                fx: 'task',
                x: 'images',
                y: 'loss',
                z: 'line',
                stroke: 'family',
                strokeWidth: 1.5,
                strokeOpacity: 0.7,
                curve: 'monotone-x',
                title: 'model',
              },
            ),
          ),
        ],
      }),
    },
  ];
}

/** What Grad-CAM costs beside a prediction. */
export function explanationChart(rows: readonly Row[]): Chart[] {
  const own = rows
    .filter((row) => row.measure === 'explanation' && row.predictionsPerExplanation !== null)
    .toSorted((a, b) => a.predictionsPerExplanation! - b.predictionsPerExplanation!);
  if (own.length === 0) return [];
  const legend = colorsOf(own.map(engineOf));
  const points = own.map((row) => ({
    model: row.model,
    engine: engineOf(row),
    cost: row.predictionsPerExplanation!,
    ms: row.latencyMs!.p50,
  }));
  const models = [...new Set(points.map(({ model }) => model))];
  return [
    {
      id: 'explanation',
      title: 'Cost of Grad-CAM',
      caption:
        'Grad-CAM at the last convolution, in predictions of the same engine and process. It takes the features once and ' +
        'the gradient of what comes after them.',
      legend,
      svg: draw({
        height: 60 + 24 * models.length,
        marginLeft: marginFor(models),
        x: { label: 'predictions →', grid: true, zero: true },
        y: { domain: models, label: null },
        color: colorScale(legend),
        marks: [
          Plot.ruleX([1], { stroke: 'var(--muted)', strokeDasharray: '5 4' }),
          Plot.dot(points, {
            x: 'cost',
            y: 'model',
            r: 6,
            fill: 'engine',
            stroke: 'var(--surface)',
            title: ({ model, engine, cost, ms }) =>
              `${model}, ${engine}: ${decimal(cost)} predictions, ${decimal(ms)} ms`,
          }),
        ],
      }),
    },
  ];
}
