import { bullets, facts, type Html, type Part, renderPage, section, table, tiles } from '@convzoo/report';
import type { Evaluation } from '../evaluate.js';
import { confusionTable } from './confusion.js';
import type { DataCounts, ReportContent } from './content.js';
import { curves } from './curves.js';
import { type Gallery, galleryOf } from './gallery.js';
import { count, metricName, percent } from './metric-names.js';
import { verdictOf } from './verdict.js';

/** A training run as one HTML page that needs no other file. */
export function renderReport(content: ReportContent): string {
  const { title, kind, evaluation, evaluatedOn, warnings, data } = content;
  const verdict = verdictOf(kind, evaluatedOn, evaluation);
  const gallery = galleryOf(content);
  const [low, high] = verdict.interval;
  return renderPage({
    title,
    kind: 'Training report',
    verdict: verdict.text,
    context: title,
    heatMaps: [...content.pictures.values()].some(({ heat }) => heat !== undefined),
    body: [
      gallery.sources,
      tiles([
        {
          label: kind === 'multi-label' ? 'All labels right' : 'Accuracy',
          value: percent(verdict.accuracy),
          detail: `95 % interval ${percent(low)} to ${percent(high)} (Wilson)`,
        },
        {
          label: `Without looking (${verdict.baseline.metric})`,
          value: percent(verdict.baseline.value),
          detail: verdict.baseline.name,
        },
        {
          label: 'Loss',
          value: evaluation.loss.toFixed(3),
          detail: `cross-entropy on ${count(evaluation.samples)} ${evaluatedOn} images`,
        },
      ]),
      warnings.length === 0 ? '' : section('warnings', 'Warnings', bullets(warnings)),
      confusion(content, gallery),
      section('mistakes', 'Worst mistakes', mistakes(content, gallery), mistakesNote(content)),
      content.uncertain.length === 0
        ? ''
        : section(
            'uncertain',
            'Most uncertain',
            gallery.of('uncertain', content.uncertain),
            'Decisions that could most easily have been different, right or wrong.',
          ),
      section('classes', 'Classes', classTable(evaluation)),
      section('metrics', `Metrics on the ${evaluatedOn} images`, facts(metricFacts(evaluation))),
      section('curves', 'Curves', curves(content)),
      section('data', 'Data', dataTable(data), dataNote(data)),
      section('settings', 'How it was trained', facts(Object.entries(content.settings))),
    ],
    footer: Object.entries(content.madeBy)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  });
}

function mistakes({ evaluation }: ReportContent, gallery: Gallery): Html | string {
  return evaluation.mistakes.length === 0 ? 'None.' : gallery.of('mistake', evaluation.mistakes);
}

function mistakesNote({ heat, evaluation }: ReportContent): string {
  if (evaluation.mistakes.length === 0) return 'Every image was classified correctly.';
  const looked =
    heat === undefined
      ? ''
      : ` Colors: ${heat.name} at the layer ${heat.layer}, from no evidence for the class to the most in that image.`;
  return `Highest loss first. The bold name is the label. A frame marks what the network saw.${looked}`;
}

function confusion({ kind, evaluation, confusion: examples }: ReportContent, gallery: Gallery): Part {
  const { confusion: counts } = evaluation;
  if (counts === undefined) return '';
  const classes = kind === 'binary' ? yesAndNo(evaluation) : evaluation.classes.map(({ name }) => name);
  return section(
    'confusion',
    'Confusion matrix',
    confusionTable({ classes, counts, examples }, gallery),
    'Rows are true classes, columns predicted ones. Select a number to see its images.',
  );
}

function yesAndNo({ classes: [only] }: Evaluation): string[] {
  const name = only?.name ?? '';
  return [`not ${name}`, name];
}

const right = 'right' as const;
const left = 'left' as const;

function classTable({ classes }: Evaluation): Html {
  return table(
    [
      { title: 'class', align: left },
      ...['images', 'precision', 'recall', 'F1'].map((title) => ({ title, align: right })),
    ],
    classes.map(({ name, support, precision, recall, f1 }) => [
      name,
      count(support),
      percent(precision),
      percent(recall),
      percent(f1),
    ]),
  );
}

function metricFacts({ metrics, loss, samples }: Evaluation): [string, string][] {
  return [
    ['images', count(samples)],
    ['loss', loss.toFixed(4)],
    ...Object.entries(metrics).map(([name, value]): [string, string] => [metricName(name), percent(value)]),
  ];
}

function dataTable({ classes, splits }: DataCounts): Html {
  return table(
    [{ title: 'class', align: left }, ...splits.map(({ name }) => ({ title: name, align: right }))],
    classes.map((name, c) => [name, ...splits.map(({ counts }) => count(counts[c] ?? 0))]),
  );
}

function dataNote({ splits }: DataCounts): string {
  return `Images: ${splits.map(({ name, images }) => `${count(images)} ${name}`).join(', ')}.`;
}
