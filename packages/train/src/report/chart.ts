import { escapeUTF8 as escapeHtml } from 'entities/escape';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly Line[];
}

const [width, height] = [520, 260];
const margin = { left: 56, right: 12, top: 28, bottom: 36 };
const colors = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#ff7f0e', '#8c564b'];

/** A line chart as SVG. Points that are not finite are left out. */
export function lineChart({ title, xLabel, lines }: Chart): string {
  const finite = lines.map(({ name, points }) => ({
    name,
    points: points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
  }));
  const all = finite.flatMap(({ points }) => points);
  const xs = range(all.map(([x]) => x));
  const ys = range(all.map(([, y]) => y));
  const px = (x: number): number =>
    margin.left + ((x - xs.low) / (xs.high - xs.low)) * (width - margin.left - margin.right);
  const py = (y: number): number =>
    height - margin.bottom - ((y - ys.low) / (ys.high - ys.low)) * (height - margin.top - margin.bottom);
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">`,
    `<text x="${margin.left}" y="16" class="title">${escapeHtml(title)}</text>`,
    ...ticks(ys).map(
      (y) =>
        `<path class="grid" d="M${margin.left} ${py(y).toFixed(1)}H${width - margin.right}"/>` +
        `<text x="${margin.left - 6}" y="${(py(y) + 4).toFixed(1)}" text-anchor="end">${short(y)}</text>`,
    ),
    ...ticks(xs).map(
      (x) =>
        `<text x="${px(x).toFixed(1)}" y="${height - margin.bottom + 16}" text-anchor="middle">${short(x)}</text>`,
    ),
    `<text x="${width - margin.right}" y="${height - 4}" text-anchor="end">${escapeHtml(xLabel)}</text>`,
    ...finite.map(({ name, points }, i) => {
      const path = points.map(([x, y]) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join('L');
      const color = colors[i % colors.length];
      const dots = points.length > 40 ? [] : points;
      return (
        `<path fill="none" stroke="${color}" stroke-width="1.5" d="M${path}"/>` +
        dots
          .map(
            ([x, y]) => `<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="2" fill="${color}"/>`,
          )
          .join('') +
        `<text x="${width - margin.right - 110 * (finite.length - 1 - i)}" y="16" text-anchor="end" style="fill: ${color}">${escapeHtml(name)}</text>`
      );
    }),
    '</svg>',
  ].join('\n');
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** From the lowest to the highest value, never of length 0. */
function range(values: readonly number[]): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { low: 0, high: 1 };
  return low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}

/** About five round numbers within a range. */
function ticks({ low, high }: Range): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
