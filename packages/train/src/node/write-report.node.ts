import { join } from 'node:path';
import type { ImageClassifier } from '@convzoo/core';
import { classCounts } from '@convzoo/data';
import { writeAtomically } from '@convzoo/weights';
import type { RunData } from '../config/prepare-data.js';
import type { Evaluation } from '../evaluate.js';
import type { CellExamples, Example } from '../examples.js';
import type { DataCounts, ReportContent } from '../report/content.js';
import { renderReport } from '../report/report.js';
import type { TrainingResult } from '../train.js';
import { examplePictures, type HeatMapper } from './example-pictures.node.js';
import { readJsonLines } from './json-lines.node.js';
import { runFiles } from './run-files.js';

export interface WriteReportOptions {
  readonly directory: string;
  readonly classifier: ImageClassifier;
  readonly data: RunData;
  readonly result: TrainingResult;
  readonly evaluation: Evaluation;
  readonly evaluatedOn: string;
  readonly uncertain: readonly Example[];
  readonly confusion: readonly CellExamples[];
  /** How it was trained, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly heatMaps?: HeatMapper | undefined;
}

/** Pictures that the cells of the confusion matrix open, at most. */
const mostCellPictures = 300;

/** Writes `metrics.json` and `report.html` into a run's directory. The curves come from its log. */
export async function writeReport(options: WriteReportOptions): Promise<void> {
  const { directory, classifier, data, result, evaluation, evaluatedOn, uncertain, heatMaps } = options;
  const { mistakes, ...numbers } = evaluation;
  const metrics = { evaluatedOn, ...numbers, ended: result.ended, steps: result.steps, best: result.best };
  await writeText(join(directory, runFiles.metrics), `${JSON.stringify(metrics, null, 1)}\n`);
  const { architecture, head, size } = classifier;
  const confusion = limited(options.confusion);
  const content: ReportContent = {
    title: `${architecture.name}, ${head.kind}, ${head.classes.length} ${head.classes.length === 1 ? 'class' : 'classes'}`,
    kind: head.kind,
    settings: {
      network: architecture.name,
      ...Object.fromEntries(
        Object.entries(architecture.details).map(([name, value]) => [name, String(value)]),
      ),
      input: architecture.inputShape.join(' x '),
      parameters: size.parameters.toLocaleString('en'),
      ...options.settings,
      epochs: `${result.history.length}`,
      steps: result.steps.toLocaleString('en'),
      ended: endings[result.ended],
    },
    data: countsOf(data),
    steps: stepsOf(join(directory, runFiles.log)),
    history: result.history,
    bestEpoch: result.best?.epoch,
    evaluatedOn,
    evaluation,
    uncertain,
    confusion,
    pictures: await examplePictures(classifier, {
      shown: [...mistakes, ...uncertain],
      further: confusion.flatMap(({ examples }) => examples),
      heatMaps,
    }),
    heat: heatMaps,
    warnings: options.warnings,
    madeBy: { convzoo: 'train', Node: process.version, on: new Date().toISOString().slice(0, 10) },
  };
  await writeText(join(directory, runFiles.report), renderReport(content));
}

const endings: Readonly<Record<TrainingResult['ended'], string>> = {
  finished: 'after all epochs',
  'stopped early': 'when validation no longer improved',
  interrupted: 'by an interruption',
};

const writeText = (path: string, text: string): Promise<void> =>
  writeAtomically(path, [new TextEncoder().encode(text)]);

/** So many examples of each cell that all together stay below the limit. */
function limited(cells: readonly CellExamples[]): CellExamples[] {
  const each = Math.max(1, Math.floor(mostCellPictures / Math.max(1, cells.length)));
  const order = cells.toSorted((a, b) => Number(a.truth === a.predicted) - Number(b.truth === b.predicted));
  return order
    .slice(0, mostCellPictures)
    .map((cell) => ({ ...cell, examples: cell.examples.slice(0, each) }));
}

function countsOf({ train, validation, test }: RunData): DataCounts {
  const splits = Object.entries({ training: train, validation, test });
  return {
    classes: train.classes,
    splits: splits.flatMap(([name, dataset]) => {
      if (dataset === undefined) return [];
      const counts = classCounts(dataset);
      // A split may lack a class or order the classes in another way.
      const inOrder = train.classes.map((one) => counts[dataset.classes.indexOf(one)] ?? 0);
      return [{ name, images: dataset.samples.length, counts: inOrder }];
    }),
  };
}

function stepsOf(log: string): ReportContent['steps'] {
  return readJsonLines(log).flatMap(({ type, step, loss, learningRate }) =>
    type === 'step' && typeof loss === 'number' && typeof learningRate === 'number'
      ? [{ step, loss, learningRate }]
      : [],
  );
}
