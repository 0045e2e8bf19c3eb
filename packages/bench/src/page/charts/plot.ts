import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** A chart with what it shows and how to read it. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  /** SVG markup. */
  readonly svg: string;
}

export interface LegendEntry {
  readonly name: string;
  /** A CSS color. */
  readonly color: string;
}

/** Charts are drawn at this width and scale with the page. */
export const chartWidth = 960;

const { document } = parseHTML('<html></html>');

/** Draws a plot as SVG whose colors follow the page's theme. */
export function draw(options: Plot.PlotOptions): string {
  const plot = Plot.plot({
    width: chartWidth,
    marginLeft: 64,
    marginRight: 24,
    marginBottom: 48,
    ...options,
    document,
    style: { background: 'transparent', color: 'inherit', fontSize: '13px', ...styleOf(options) },
  });
  return plot.outerHTML;
}

function styleOf({ style }: Plot.PlotOptions): object {
  return typeof style === 'object' && style !== null ? style : {};
}

/** Colors of the page, told apart by readers who see no difference between red and green as well. */
const palette = Array.from({ length: 8 }, (_, i) => `var(--series-${i + 1})`);

/** A color for each name, in the order of their first appearance. */
export function colorsOf(names: readonly string[]): LegendEntry[] {
  return [...new Set(names)].map((name, i) => ({ name, color: palette[i % palette.length]! }));
}

/** The same colors for families in every chart that shows the same ones. */
export function familyColors(points: readonly { readonly family: string | null }[]): LegendEntry[] {
  return colorsOf(points.map(({ family }) => family ?? 'other').sort());
}

/** The color scale of a legend. */
export function colorScale(legend: readonly LegendEntry[]): Plot.ScaleOptions {
  return { domain: legend.map(({ name }) => name), range: legend.map(({ color }) => color) };
}

/** Space on the left for names of this many characters. */
export function marginFor(names: readonly string[]): number {
  return 24 + 8 * Math.max(0, ...names.map((name) => name.length));
}
