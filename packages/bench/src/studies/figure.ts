import { type Html, html, raw, themes } from '@convzoo/report';
import type * as Plot from '@observablehq/plot';
import { draw, type LegendEntry } from '../page/charts/plot.js';

/** A plot with a heading, as a part of a figure. */
export interface Panel {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** SVG markup. */
  readonly svg: string;
}

export interface FigureOptions {
  /** What the figure shows, as a sentence. */
  readonly title: string;
  /** What was done, and how to read it. */
  readonly caption: string;
  readonly legend?: readonly LegendEntry[];
  /** From top to bottom; each row from left to right. */
  readonly rows: readonly (readonly Panel[])[];
}

/** Width of a figure in pixels, and of its margin. */
const width = 960;
const margin = 28;

const panelGap = 24;
const heading = 26;

/** Width of a panel that shares a row with others. */
export function panelWidth(panelsInRow: number): number {
  return (width - 2 * margin - (panelsInRow - 1) * panelGap) / panelsInRow;
}

/** Draws a plot as a panel. */
export function panel(
  title: string,
  options: Plot.PlotOptions & { readonly width: number; readonly height: number },
): Panel {
  const { width, height } = options;
  return { title, width, height, svg: draw({ marginTop: 24, marginRight: 12, ...options }) };
}

/** A standalone SVG image on a background of its own, so that it can be read on light and dark pages. */
export function figure({ title, caption, legend = [], rows }: FigureOptions): string {
  const titleLines = wrapped(title, 66);
  const captionLines = filled(caption, 124);
  const captionTop = margin + 26 * titleLines.length + 6;
  const legendTop = captionTop + 19 * captionLines.length + (legend.length > 0 ? 14 : 0);
  let y = legendTop + (legend.length > 0 ? 32 : 16);
  const placed: Html[] = [];
  for (const row of rows) {
    let x = margin;
    for (const { title, width, svg } of row) {
      placed.push(html`<text class="heading" x="${x}" y="${y + 14}">${title}</text>
${raw(svg.replace('<svg ', `<svg x="${x}" y="${y + heading}" `))}
`);
      x += width + panelGap;
    }
    y += heading + Math.max(...row.map(({ height }) => height)) + 14;
  }
  const height = y + margin - 14;
  return html`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>${raw(style)}</style>
<rect class="surface" width="${width}" height="${height}" rx="12"/>
${lines(titleLines, { className: 'title', top: margin + 16, step: 26 })}
${lines(captionLines, { className: 'caption', top: captionTop + 10, step: 19 })}
${legendEntries(legend, legendTop)}
${placed}</svg>
`.html;
}

function lines(
  texts: readonly string[],
  { className, top, step }: { className: string; top: number; step: number },
): Html[] {
  return texts.map(
    (text, i) => html`<text class="${className}" x="${margin}" y="${top + i * step}">${text}</text>
`,
  );
}

function legendEntries(legend: readonly LegendEntry[], y: number): Html[] {
  let x = margin;
  return legend.map(({ name, color }) => {
    const left = x;
    x += 26 + characterWidth * name.length + 20;
    return html`<circle cx="${left + 6}" cy="${y + 6}" r="6" style="fill: ${color}"/><text class="legend" x="${left + 18}" y="${y + 11}">${name}</text>
`;
  });
}

/** Of the legend's type, on average. */
const characterWidth = 7;

/** Lines of at most so many characters, as few as possible and then as equal as possible. */
export function wrapped(text: string, most: number): string[] {
  const lines = filled(text, most);
  let narrower = most - 1;
  while (narrower > 0 && filled(text, narrower).length === lines.length) narrower--;
  return filled(text, narrower + 1);
}

function filled(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

const style = `
svg {${themes.light}
  color: var(--text); font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
@media (prefers-color-scheme: dark) { svg {${themes.dark}} }
.surface { fill: var(--surface); }
.title { font-size: 21px; font-weight: 650; fill: var(--text); }
.caption { font-size: 14px; fill: var(--muted); }
.heading { font-size: 15px; font-weight: 600; fill: var(--text); }
.legend { font-size: 14px; fill: var(--text); }
[aria-label="x-grid"], [aria-label="y-grid"] { stroke: var(--rule); stroke-opacity: 1; }
`;
