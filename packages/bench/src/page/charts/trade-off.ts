import * as Plot from '@observablehq/plot';
import { decimal, magnitude, percent } from '../../report/numbers.js';
import type { NetworkPoint, Summary } from '../summary.js';
import { placeLabels } from './labels.js';
import { logAxis } from './log-axis.js';
import { type Chart, chartWidth, colorScale, draw, familyColors } from './plot.js';

const height = 480;
const margin = { top: 30, right: 40, bottom: 50, left: 70 };
const largestRadius = 26;

/** Accuracy against speed, bubbles by parameters, the Pareto front drawn. */
export function tradeOffChart({ points, front, engine, batch, metric, task }: Summary): Chart[] {
  if (points.length < 2) return [];
  const legend = familyColors(points);
  const most = Math.max(...points.map(({ parameters }) => parameters));
  const radius = ({ parameters }: NetworkPoint): number =>
    Math.max(4, largestRadius * Math.sqrt(parameters / Math.max(1, most)));
  const accuracies = domain(
    points.map(({ accuracy }) => 100 * accuracy),
    0.12,
  );
  const axis = logAxis(
    'x',
    points.map(({ speed }) => speed),
    'images/s →',
  );
  const ordered = [...front, ...points.filter((point) => !front.includes(point))];
  const x = scale(axis.domain.map(Math.log), [margin.left, chartWidth - margin.right]);
  const y = scale(accuracies, [height - margin.bottom, margin.top]);
  const labels = placeLabels(
    ordered.map((point) => ({
      x: x(Math.log(point.speed)),
      y: y(100 * point.accuracy),
      radius: radius(point),
      text: point.model,
    })),
    { left: margin.left, right: chartWidth, top: 0, bottom: height - margin.bottom },
  );
  const isOnFront = (point: NetworkPoint): boolean => front.includes(point);
  return [
    {
      id: 'trade-off',
      title: 'Accuracy against speed',
      caption:
        `Speed: full-size networks, images/s with ${engine} at batch ${batch}, float32. Accuracy: on ${task}, of ` +
        'networks scaled to one training budget, mean over seeds; the bar is one standard deviation. Area: parameters. ' +
        'The line is the Pareto front: no network off it is both faster and more accurate than one on it.',
      legend,
      svg: draw({
        height,
        marginTop: margin.top,
        marginRight: margin.right,
        marginBottom: margin.bottom,
        marginLeft: margin.left,
        x: axis.scale,
        y: { domain: accuracies, label: `↑ ${metric} (%)`, grid: true },
        color: colorScale(legend),
        r: { type: 'identity' },
        marks: [
          ...axis.marks,
          Plot.line(front, {
            x: 'speed',
            y: ({ accuracy }) => 100 * accuracy,
            stroke: 'var(--muted)',
            strokeDasharray: '5 4',
            curve: 'step-before',
          }),
          Plot.ruleX(points, {
            x: 'speed',
            y1: ({ accuracy, spread }) => 100 * (accuracy - spread),
            y2: ({ accuracy, spread }) => 100 * (accuracy + spread),
            stroke: 'family',
            clip: true,
          }),
          Plot.dot(points, {
            x: 'speed',
            y: ({ accuracy }) => 100 * accuracy,
            r: radius,
            fill: 'family',
            fillOpacity: (point: NetworkPoint) => (isOnFront(point) ? 0.75 : 0.3),
            stroke: 'family',
            sort: { channel: '-r' },
            title: describe,
          }),
          ...labels.map(({ text, x, y, anchor }) =>
            Plot.text([text], {
              frameAnchor: 'top-left',
              dx: x - margin.left,
              dy: y - margin.top,
              textAnchor: anchor,
              lineAnchor: 'middle',
              stroke: 'var(--surface)',
              strokeWidth: 4,
              fill: 'var(--text)',
              text: (name: string) => name,
              fontWeight: front.some(({ model }) => model === text) ? 600 : 400,
            }),
          ),
        ],
      }),
    },
  ];
}

function describe({ model, speed, accuracy, spread, parameters }: NetworkPoint): string {
  return `${model}: ${decimal(speed)} images/s, ${percent(accuracy)} ± ${percent(spread)}, ${magnitude(parameters)} parameters`;
}

/** The range of values, widened by a share on each side. */
function domain(values: readonly number[], share: number): [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const extra = share * (high - low || 1);
  return [low - extra, high + extra];
}

function scale([from, to]: readonly number[], [start, end]: [number, number]): (value: number) => number {
  return (value) => start + ((value - from!) / (to! - from!)) * (end - start);
}
