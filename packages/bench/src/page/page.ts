import { noteLines, notesOf } from '../report/notes.js';
import type { Report } from '../report/report.js';
import { type Table, tablesOf } from '../report/tables.js';
import type { Chart } from './charts/plot.js';
import { rooflineChart } from './charts/roofline.js';
import { batchChart, latencyChart } from './charts/speed.js';
import { tradeOffChart } from './charts/trade-off.js';
import { curvesChart, explanationChart, stepChart } from './charts/training.js';
import { type Html, html, raw } from './html.js';
import { script } from './script.js';
import { style } from './style.js';
import { type Summary, summaryOf } from './summary.js';
import { tilesOf, verdictOf } from './verdict.js';

/** The report as one page that needs nothing else: charts are drawn already, styles and script are inside. */
export function renderPage(report: Report): string {
  const summary = summaryOf(report.rows);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>convzoo benchmark, ${report.environment.date.slice(0, 10)}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${head(report, summary)}
${chartsOf(report, summary).map(figure)}
${tablesOf(report.rows).map(table)}
${notes(report)}
${footer(report)}
</main>
<script>${raw(script)}</script>
</body>
</html>
`.html;
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

function head({ environment }: Report, summary: Summary): Html {
  const { machine, os, node, date } = environment;
  const minute = date.slice(0, 16).replace('T', ' ');
  return html`<header>
<h1>convzoo benchmark</h1><button class="theme" type="button">Light or dark</button>
</header>
<p class="verdict">${verdictOf(summary)}</p>
<p class="machine">${machine.cpu}, ${machine.cores} cores, ${os}, Node ${node}, ${minute} UTC</p>
<section class="tiles">${tilesOf(summary).map(
    ({ label, value, detail }) => html`<div class="tile"><div class="label">${label}</div>
<div class="value">${value}</div><div class="detail">${detail}</div></div>`,
  )}</section>`;
}

function figure({ id, title, caption, legend, svg }: Chart): Html {
  const entries = legend.map(({ name, color }) => html`<li><i style="background: ${color}"></i>${name}</li>`);
  return html`<figure id="${id}"><h2>${title}</h2><figcaption>${caption}</figcaption>
${entries.length > 1 ? html`<ul class="legend">${entries}</ul>` : ''}${raw(svg)}</figure>
`;
}

function table({ measure, title, columns, cells }: Table): Html {
  const heads = columns.map(
    ({ title, align }) => html`<th class="${align}" scope="col"><button type="button">${title}</button></th>`,
  );
  const lines = cells.map(
    (line) => html`<tr>${line.map((cell, i) => html`<td class="${columns[i]!.align}">${cell}</td>`)}</tr>
`,
  );
  return html`<section class="table" id="table-${measure}"><h2>${title}</h2>
<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div></section>
`;
}

function notes(report: Report): Html {
  const item = (text: string): Html => html`<li>${text}</li>`;
  return html`<section class="notes"><h2>Devices, warnings and failures</h2>
<ul>${noteLines(notesOf(report)).map(item)}</ul></section>`;
}

function footer({ environment, thoroughness }: Report): Html {
  const { preset, sampling, rounds, seeds } = thoroughness;
  const versions = Object.entries(environment.versions).map(([name, version]) => `${name} ${version}`);
  const { warmups, samples, timeMs } = sampling;
  return html`<footer>Preset ${preset}: ${rounds} rounds, at least ${warmups} warm-up runs, ${samples} timed runs
and ${timeMs} ms of each; ${seeds} seeds. Commit ${environment.machine.commit ?? 'unknown'}.
${versions.join(', ')}.</footer>`;
}
