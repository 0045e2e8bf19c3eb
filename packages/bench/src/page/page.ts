import {
  bullets,
  type Html,
  html,
  raw,
  renderPage as renderReport,
  section,
  table,
  tiles,
} from '@convzoo/report';
import { noteLines, notesOf } from '../report/notes.js';
import type { Report } from '../report/report.js';
import { tablesOf } from '../report/tables.js';
import type { Chart } from './charts/plot.js';
import { rooflineChart } from './charts/roofline.js';
import { batchChart, latencyChart } from './charts/speed.js';
import { tradeOffChart } from './charts/trade-off.js';
import { curvesChart, explanationChart, stepChart } from './charts/training.js';
import { type Summary, summaryOf } from './summary.js';
import { tilesOf, verdictOf } from './verdict.js';

/** The report as one page that needs nothing else; charts are drawn already. */
export function renderPage(report: Report): string {
  const { environment, rows } = report;
  const summary = summaryOf(rows);
  const { machine, os, node, date } = environment;
  const minute = date.slice(0, 16).replace('T', ' ');
  return renderReport({
    title: `convzoo benchmark, ${date.slice(0, 10)}`,
    kind: 'convzoo benchmark',
    verdict: verdictOf(summary),
    context: `${machine.cpu}, ${machine.cores} cores, ${os}, Node ${node}, ${minute} UTC`,
    body: [
      tiles(tilesOf(summary)),
      chartsOf(report, summary).map(figure),
      tablesOf(report).map(({ id, title, columns, cells }) =>
        section(`table-${id}`, title, table(columns, cells)),
      ),
      section('notes', 'Devices, warnings and failures', bullets(noteLines(notesOf(report)))),
    ],
    footer: footer(report),
  });
}

function chartsOf(report: Report, summary: Summary): Chart[] {
  const { rows } = report;
  return [
    ...tradeOffChart(summary),
    ...latencyChart(rows),
    ...batchChart(rows),
    ...rooflineChart(report),
    ...stepChart(rows),
    ...curvesChart(rows),
    ...explanationChart(rows),
  ];
}

/** Narrower than that, charts scroll sideways: their text would be too small to read. */
const smallest = 720;

function figure({ id, title, caption, legend, svg }: Chart): Html {
  const entries = legend.map(({ name, color }) => html`<li><i style="background: ${color}"></i>${name}</li>`);
  return html`<figure id="${id}"><h2>${title}</h2><figcaption>${caption}</figcaption>
${entries.length > 1 ? html`<ul class="legend">${entries}</ul>` : ''}
<div class="scroll"><div style="min-width: ${smallest}px">${raw(svg)}</div></div></figure>
`;
}

function footer({ environment, thoroughness }: Report): Html {
  const { preset, sampling, rounds, seeds } = thoroughness;
  const versions = Object.entries(environment.versions).map(([name, version]) => `${name} ${version}`);
  const { warmups, samples, timeMs } = sampling;
  return html`Preset ${preset}: ${rounds} rounds, at least ${warmups} warm-up runs, ${samples} timed runs
and ${timeMs} ms of each; ${seeds} seeds. Commit ${environment.machine.commit ?? 'unknown'}.
${versions.join(', ')}.`;
}
