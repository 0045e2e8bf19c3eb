import * as Plot from '@observablehq/plot';
import { magnitude, percent } from '../../report/numbers.js';
import type { Report } from '../../report/report.js';
import { logAxis } from './log-axis.js';
import { type Chart, colorScale, draw, familyColors } from './plot.js';
import { inferenceRows } from './speed.js';

/** Attained arithmetic against arithmetic intensity, under the two measured roofs of each engine. */
export function rooflineChart({ rows, peaks }: Report): Chart[] {
  const own = inferenceRows(rows).filter(
    ({ requested, precision }) => peaks[requested] !== undefined && precision === 'float32',
  );
  if (own.length === 0) return [];
  const legend = familyColors(own);
  const points = own.map((row) => {
    const bytes = (row.fileBytes ?? 0) + 2 * (row.activationBytes ?? 0) * row.batch;
    const speed = row.macs! * row.imagesPerSecond!;
    return {
      engine: row.requested,
      name: `${row.model}, batch ${row.batch}`,
      family: row.family ?? '',
      intensity: (row.macs! * row.batch) / bytes,
      speed,
      share: speed / peaks[row.requested]!.macsPerSecond,
    };
  });
  const engines = [...new Set(points.map(({ engine }) => engine))];
  const low = Math.min(...points.map(({ intensity }) => intensity)) / 2;
  const high = Math.max(...points.map(({ intensity }) => intensity)) * 2;
  const roofs = engines.flatMap((engine) => roofOf(engine, peaks[engine]!, low, high));
  const all = [...roofs, ...points];
  const x = logAxis(
    'x',
    all.map(({ intensity }) => intensity),
    'MACs per byte →',
  );
  const y = logAxis(
    'y',
    all.map(({ speed }) => speed),
    '↑ MACs per second',
  );
  return [
    {
      id: 'roofline',
      title: 'How close to the machine’s limits',
      caption:
        'Roofline: multiply-adds per second against multiply-adds per byte. The flat roof is the rate of a large matrix ' +
        'product on the same engine, the slope its memory bandwidth, both measured here. Bytes are estimated: weights ' +
        'once per batch, each layer’s output written and read once. Points above the roof are convolutions in fewer ' +
        'multiplications (Winograd), or data that stay in the cache.',
      legend,
      svg: draw({
        height: 400,
        marginTop: 40,
        fx: { domain: engines, label: null, axis: 'top' },
        x: x.scale,
        y: y.scale,
        color: colorScale(legend),
        marks: [
          ...x.marks,
          ...y.marks,
          Plot.frame({ stroke: 'var(--rule)' }),
          Plot.line(roofs, {
            fx: 'engine',
            x: 'intensity',
            y: 'speed',
            stroke: 'var(--muted)',
            strokeWidth: 2,
          }),
          Plot.text(
            engines.map((engine) => ({ engine, intensity: high, speed: peaks[engine]!.macsPerSecond })),
            {
              fx: 'engine',
              x: 'intensity',
              y: 'speed',
              text: ({ speed }) => `${magnitude(speed)} MACs/s`,
              textAnchor: 'end',
              dy: 12,
              fill: 'var(--muted)',
            },
          ),
          Plot.dot(points, {
            fx: 'engine',
            x: 'intensity',
            y: 'speed',
            r: 5,
            fill: 'family',
            fillOpacity: 0.8,
            stroke: 'var(--surface)',
            title: ({ name, speed, share }) =>
              `${name}: ${magnitude(speed)} MACs/s, ${percent(share)} of a matrix product`,
          }),
        ],
      }),
    },
  ];
}

function roofOf(
  engine: string,
  { macsPerSecond, bytesPerSecond }: Report['peaks'][string],
  low: number,
  high: number,
): { engine: string; intensity: number; speed: number }[] {
  const ridge = macsPerSecond / bytesPerSecond;
  const start = Math.min(low, ridge / 2);
  return [start, ridge, Math.max(high, 2 * ridge)].map((intensity) => ({
    engine,
    intensity,
    speed: Math.min(macsPerSecond, bytesPerSecond * intensity),
  }));
}
