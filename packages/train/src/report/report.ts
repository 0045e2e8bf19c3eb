import type { HeadKind } from '@convzoo/core';
import { escapeUTF8 as escapeHtml } from 'entities/escape';
import type { Evaluation, Mistake } from '../evaluate.js';
import type { EpochSummary } from '../events.js';
import { lineChart } from './chart.js';
import { confusionTable } from './confusion.js';

/** Pictures of one mistake: of the image, and of what an explanation lays over it. Each is a URL, or data as one. */
export interface IllustratedMistake extends Mistake {
  readonly pictures: readonly { readonly url: string; readonly caption: string }[];
}

export interface ReportContent {
  readonly title: string;
  readonly kind: HeadKind;
  /** Shown as a table: what was trained, on what, how. */
  readonly facts: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly step: number; readonly loss: number; readonly learningRate: number }[];
  readonly history: readonly EpochSummary[];
  /** On what the evaluation was made: 'test' or 'validation'. */
  readonly evaluatedOn: string;
  readonly evaluation: Evaluation;
  readonly mistakes: readonly IllustratedMistake[];
  /** What a reader should know of the data: unreadable images, duplicates across splits. */
  readonly warnings: readonly string[];
}

/** A training run as one HTML page that needs no other file. */
export function renderReport(content: ReportContent): string {
  const { title, kind, facts, evaluation, evaluatedOn, mistakes, warnings } = content;
  const names = kind === 'binary' ? singleClassNames(evaluation) : evaluation.classes.map(({ name }) => name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${warnings.length === 0 ? '' : section('Warnings', listOf(warnings))}
${section(`Result on the ${escapeHtml(evaluatedOn)} images`, metricTable(evaluation))}
${section('Curves', curves(content))}
${section('Classes', classTable(evaluation))}
${evaluation.confusion === undefined ? '' : section('Confusion', confusionTable(names, evaluation.confusion))}
${mistakes.length === 0 ? '' : section('Worst mistakes', gallery(mistakes))}
${section('Run', table(['', ''], Object.entries(facts)))}
</body>
</html>
`;
}

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; } th, td { padding: 0.15rem 0.6rem; text-align: left; border-bottom: 1px solid #ddd; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.confusion td { text-align: center; min-width: 1.6rem; }
.curves { display: flex; flex-wrap: wrap; gap: 1rem; } .curves svg { width: 520px; max-width: 100%; }
svg text { font: 11px system-ui, sans-serif; fill: #444; } svg .title { font-weight: 600; }
svg .grid { stroke: #e5e5e5; }
.mistakes { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; width: 240px; overflow-wrap: anywhere; }
figure img { height: 112px; max-width: 100%; image-rendering: pixelated; margin-right: 4px; }
figcaption { font-size: 13px; }
`;

const section = (heading: string, body: string): string => `<h2>${heading}</h2>\n${body}`;

const listOf = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}</ul>`;

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const headRow = head.every((name) => name === '')
    ? ''
    : `<tr>${head.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr>\n`;
  const cell = (value: string | number): string =>
    typeof value === 'number' ? `<td class="number">${number(value)}</td>` : `<td>${escapeHtml(value)}</td>`;
  return `<table>${headRow}${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</table>`;
}

const number = (value: number): string => (Number.isInteger(value) ? `${value}` : value.toFixed(4));

function metricTable({ samples, loss, metrics }: Evaluation): string {
  return table(['', ''], [['images', samples], ['loss', loss], ...Object.entries(metrics)]);
}

function classTable({ classes }: Evaluation): string {
  const rows = classes.map(({ name, support, precision, recall, f1 }) => [
    name,
    support,
    precision,
    recall,
    f1,
  ]);
  return table(['class', 'images', 'precision', 'recall', 'F1'], rows);
}

/** For each step the loss and learning rate; for each epoch the losses, and the metrics that lie in [0, 1]. */
function curves({ steps, history }: ReportContent): string {
  const validated = history.flatMap(({ epoch, validation }) =>
    validation === undefined ? [] : [{ epoch: epoch + 1, ...validation }],
  );
  const metricNames = Object.keys(validated[0]?.metrics ?? {}).slice(0, 3);
  const thinned = thin(steps, 500);
  const charts = [
    {
      title: 'Loss by epoch',
      xLabel: 'epoch',
      lines: [
        { name: 'training', points: history.map(({ epoch, loss }) => [epoch + 1, loss] as const) },
        { name: 'validation', points: validated.map(({ epoch, loss }) => [epoch, loss] as const) },
      ],
    },
    {
      title: 'Validation by epoch',
      xLabel: 'epoch',
      lines: metricNames.map((name) => ({
        name,
        points: validated.map(({ epoch, metrics }) => [epoch, metrics[name] ?? Number.NaN] as const),
      })),
    },
    {
      title: 'Loss by step',
      xLabel: 'step',
      lines: [{ name: '', points: thinned.map(({ step, loss }) => [step, loss] as const) }],
    },
    {
      title: 'Learning rate',
      xLabel: 'step',
      lines: [{ name: '', points: thinned.map(({ step, learningRate }) => [step, learningRate] as const) }],
    },
  ];
  return `<div class="curves">${charts.map(lineChart).join('\n')}</div>`;
}

/** At most so many items, evenly chosen. */
function thin<T>(items: readonly T[], most: number): readonly T[] {
  const stride = Math.ceil(items.length / most);
  return stride <= 1 ? items : items.filter((_, i) => i % stride === 0);
}

function gallery(mistakes: readonly IllustratedMistake[]): string {
  const figures = mistakes.map(({ sample, label, predictions, loss, pictures }) => {
    const images = pictures.map(
      ({ url, caption }) =>
        `<img src="${escapeHtml(url)}" alt="${escapeHtml(caption)}" title="${escapeHtml(caption)}">`,
    );
    const guesses = predictions.map(({ label: name, score }) => `${name} ${score.toFixed(2)}`).join(', ');
    return `<figure>${images.join('')}<figcaption><b>${escapeHtml(String(label))}</b>, taken for ${escapeHtml(guesses)}<br>
loss ${loss.toFixed(2)}, ${escapeHtml(sample.id)}</figcaption></figure>`;
  });
  return `<div class="mistakes">${figures.join('\n')}</div>`;
}

function singleClassNames({ classes }: Evaluation): string[] {
  const name = classes[0]?.name ?? '';
  return [`not ${name}`, name];
}
