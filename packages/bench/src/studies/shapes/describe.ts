import * as Plot from '@observablehq/plot';
import { colorScale } from '../../page/charts/plot.js';
import { magnitude, percent } from '../../report/numbers.js';
import { figure, type Panel, panel, panelWidth } from '../figure.js';
import { list } from '../format.js';
import type { StudyReport } from '../study.js';
import { numbers, tableOf, words } from '../table.js';
import type { MeasuredShapes, MeasuredStage, ShapesData } from './measure.js';

const shapeColors = { side: 'var(--series-5)', channels: 'var(--series-4)' };
const legend = [
  { name: 'parameters', color: 'var(--series-1)' },
  { name: 'multiply-adds', color: 'var(--series-2)' },
  { name: 'time', color: 'var(--series-3)' },
] as const;

export function describeShapes(data: ShapesData): StudyReport {
  const rows = data.networks.flatMap((network) =>
    network.stages.map((stage, i) => ({ network, stage, name: stageName(stage, i) })),
  );
  return {
    finding: `Channels grow while maps shrink, and what is large lies in different places: ${numbersOf(data)}.`,
    tables: [
      tableOf('Where parameters, multiply-adds and time go', rows, [
        words('network', ({ network }) => network.name),
        words('stage', ({ name }) => name),
        words('ends with', ({ stage }) => stage.layer),
        words('map', ({ stage }) => stage.map?.join(' x ') ?? '-'),
        numbers('parameters', ({ stage }) => magnitude(stage.parameters)),
        numbers('share', ({ network, stage }) => percent(stage.parameters / network.parameters)),
        numbers('multiply-adds', ({ stage }) => magnitude(stage.macs)),
        numbers('share', ({ network, stage }) => percent(stage.macs / network.macs)),
        numbers('share of time', ({ stage }) => percent(stage.timeShare)),
      ]),
    ],
    figure: figureOf(data),
  };
}

function stageName({ map }: MeasuredStage, index: number): string {
  return map === null ? 'head' : `${index + 1}`;
}

/** The head's part of parameters and multiply-adds in each network. */
function numbersOf({ networks }: ShapesData): string {
  const told = networks.map(({ name, stages, parameters, macs }) => {
    const head = stages.at(-1)!;
    return `${percent(head.parameters / parameters)} of the parameters but ${percent(head.macs / macs)} of the multiply-adds in ${name}`;
  });
  return `the dense layers hold ${list(told)}`;
}

function figureOf({ networks, rounds }: ShapesData): string {
  return figure({
    title: 'Channels grow while maps shrink: late layers hold the parameters, earlier ones do the work',
    caption:
      'A stage ends where the map shrinks, or at a tap of the network; the head is everything behind the last convolution. ' +
      `Time: one image of 224x224 pixels, the shortest of ${rounds} runs up to the end of each stage, by difference; measured ` +
      'where the command ran, so the shares differ between machines.',
    legend,
    rows: [networks.map(shapePanel), networks.map(sharePanel)],
  });
}

function shapePanel({ name, stages }: MeasuredShapes): Panel {
  const maps = stages.flatMap(({ map }, i) =>
    map === null ? [] : [{ stage: `${i + 1}`, side: map[0], channels: map[2] }],
  );
  const series = (key: 'side' | 'channels', other: 'side' | 'channels'): Plot.Markish[] => [
    Plot.line(maps, { x: 'stage', y: key, stroke: shapeColors[key], strokeWidth: 2 }),
    Plot.dot(maps, { x: 'stage', y: key, fill: shapeColors[key], r: 3.5 }),
    ...maps.map((map) =>
      Plot.text([map], {
        x: 'stage',
        y: key,
        text: key,
        // The larger number stands above its point, the smaller one below.
        dy: map[key] > map[other] ? -12 : 13,
        fill: shapeColors[key],
      }),
    ),
    Plot.text(maps.slice(-1), {
      x: 'stage',
      y: key,
      text: () => key,
      dx: 14,
      textAnchor: 'start',
      fill: shapeColors[key],
      fontWeight: 600,
    }),
  ];
  return panel(`${name}: maps`, {
    width: panelWidth(3),
    height: 240,
    marginLeft: 48,
    marginRight: 76,
    x: { type: 'point', label: 'stage →' },
    y: {
      type: 'log',
      domain: [3, 4096],
      ticks: [10, 100, 1000],
      tickFormat: (value: number) => value.toLocaleString('en-US'),
      label: '↑ pixels, channels',
      grid: true,
    },
    marks: [...series('side', 'channels'), ...series('channels', 'side')],
  });
}

function sharePanel({ name, stages, parameters, macs }: MeasuredShapes): Panel {
  const bars = stages.flatMap((stage, i) => {
    const about = { stage: stageName(stage, i) };
    return [
      { ...about, measure: 'parameters', share: (100 * stage.parameters) / parameters },
      { ...about, measure: 'multiply-adds', share: (100 * stage.macs) / macs },
      { ...about, measure: 'time', share: 100 * stage.timeShare },
    ];
  });
  const measures = legend.map(({ name }) => name);
  return panel(`${name}: shares`, {
    width: panelWidth(3),
    height: 260,
    marginLeft: 40,
    fx: { label: 'stage →', padding: 0.2, domain: [...new Set(bars.map(({ stage }) => stage))] },
    x: { axis: null, domain: measures, padding: 0 },
    y: { domain: [0, 100], label: '↑ share (%)', grid: true, ticks: 5 },
    color: colorScale(legend),
    marks: [Plot.barY(bars, { fx: 'stage', x: 'measure', y: 'share', fill: 'measure' }), Plot.ruleY([0])],
  });
}
