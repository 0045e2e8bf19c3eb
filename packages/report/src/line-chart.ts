import { extent, ticks } from 'd3-array';
import { type Html, html } from './html.js';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly Line[];
  /** Whether x counts something, so that its axis has whole numbers alone. */
  readonly wholeX?: boolean;
  /** An x to mark, with what it is. */
  readonly mark?: { readonly x: number; readonly name: string };
}

const [width, height] = [520, 270];
const margin = { left: 56, right: 16, top: 12, bottom: 40 };

/** A line chart as a figure with a legend. Points that are not finite are left out. */
export function lineChart({ title, xLabel, lines, wholeX = false, mark }: LineChart): Html {
  const drawn = lines
    .map(({ name, points }, i) => ({
      name,
      color: `var(--series-${(i % 8) + 1})`,
      points: points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
    }))
    .filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  if (all.length === 0) return html``;
  const xs = domain(all.map(([x]) => x));
  const ys = domain(all.map(([, y]) => y));
  const px = scale(xs, [margin.left, width - margin.right]);
  const py = scale(ys, [height - margin.bottom, margin.top]);
  const columns = ticks(...xs, 6).filter((x) => !wholeX || Number.isInteger(x));
  const description = `${title} by ${xLabel}. ${drawn.map(describe).join('; ')}.`;
  return html`<figure class="chart"><h3>${title}</h3>${legend(drawn)}
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">
${ticks(...ys, 5).map(
  (y) => html`<path class="grid" d="M${margin.left} ${fixed(py(y))}H${width - margin.right}"/>
<text x="${margin.left - 8}" y="${fixed(py(y) + 4)}" text-anchor="end">${short(y)}</text>`,
)}
${columns.map(
  (x) =>
    html`<text x="${fixed(px(x))}" y="${height - margin.bottom + 18}" text-anchor="middle">${short(x)}</text>`,
)}
<text x="${width - margin.right}" y="${height - 6}" text-anchor="end">${xLabel}</text>
${mark === undefined ? '' : marked(px(mark.x), mark.name)}
${drawn.map(
  ({ name, color, points }) => html`<path fill="none" stroke="${color}" stroke-width="2" d="M${points
    .map(([x, y]) => `${fixed(px(x))} ${fixed(py(y))}`)
    .join('L')}"/>
${points.length > mostDots ? '' : points.map(([x, y]) => html`<circle cx="${fixed(px(x))}" cy="${fixed(py(y))}" r="3" fill="${color}"><title>${name} ${short(x)}: ${short(y)}</title></circle>`)}`,
)}
</svg></figure>
`;
}

/** Lines of more points have no dots. */
const mostDots = 40;

interface Drawn extends Line {
  readonly color: string;
}

function legend(lines: readonly Drawn[]): Html {
  if (lines.length < 2) return html``;
  return html`<ul class="legend">${lines.map(
    ({ name, color }) => html`<li><i style="background: ${color}"></i>${name}</li>`,
  )}</ul>`;
}

function marked(x: number, name: string): Html {
  const anchor = x > width * 0.75 ? 'end' : 'start';
  return html`<path class="mark" d="M${fixed(x)} ${margin.top}V${height - margin.bottom}"/>
<text x="${fixed(x + (anchor === 'start' ? 5 : -5))}" y="${height - margin.bottom - 6}" text-anchor="${anchor}">${name}</text>`;
}

function describe({ name, points }: Line): string {
  const [first, last] = [points[0]?.[1] ?? 0, points.at(-1)?.[1] ?? 0];
  return `${name} from ${short(first)} to ${short(last)}`.trim();
}

type Domain = [low: number, high: number];

/** From the lowest to the highest value, never empty. */
function domain(values: readonly number[]): Domain {
  const [low, high] = extent(values);
  if (low === undefined || high === undefined) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function scale([low, high]: Domain, [start, end]: Domain): (value: number) => number {
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}

const fixed = (value: number): string => value.toFixed(1);
const short = (value: number): string => String(Number(value.toPrecision(4)));
