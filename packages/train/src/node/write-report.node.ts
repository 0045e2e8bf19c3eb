import { join } from 'node:path';
import type { ImageClassifier } from '@convzoo/core';
import { type Pixels, preprocess, resizeAndCrop } from '@convzoo/core/preprocess';
import { writeAtomically } from '@convzoo/weights';
import { encode } from 'fast-png';
import type { Evaluation, Mistake } from '../evaluate.js';
import { type IllustratedMistake, type ReportContent, renderReport } from '../report/report.js';
import type { TrainingResult } from '../train.js';
import { readJsonLines } from './json-lines.node.js';
import { runFiles } from './run-files.js';

/** A wrong prediction as the network saw it. */
export interface SeenMistake {
  readonly mistake: Mistake;
  /** The resized and cropped image. */
  readonly view: Pixels;
  /** The same as the network's input, [height, width, channels]. */
  readonly input: Float32Array;
}

/** Draws what explains a mistake, such as a Grad-CAM overlay on its view. */
export type Illustrate = (seen: SeenMistake) => Promise<Pixels>;

export interface WriteReportOptions {
  readonly directory: string;
  readonly classifier: ImageClassifier;
  readonly result: TrainingResult;
  readonly evaluation: Evaluation;
  readonly evaluatedOn: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly illustrate?: Illustrate | undefined;
}

/** Writes `metrics.json` and `report.html` into a run's directory. The curves come from its log. */
export async function writeReport(options: WriteReportOptions): Promise<void> {
  const { directory, classifier, result, evaluation, evaluatedOn, illustrate } = options;
  const { mistakes, ...numbers } = evaluation;
  const metrics = { evaluatedOn, ...numbers, ended: result.ended, steps: result.steps, best: result.best };
  await writeText(join(directory, runFiles.metrics), `${JSON.stringify(metrics, null, 1)}\n`);
  const { architecture, head, size } = classifier;
  const content: ReportContent = {
    title: `${architecture.name}, ${head.kind}`,
    kind: head.kind,
    facts: {
      architecture: architecture.name,
      input: architecture.inputShape.join(' x '),
      parameters: `${size.parameters}`,
      steps: `${result.steps}`,
      ended: result.ended,
      ...options.facts,
    },
    steps: stepsOf(join(directory, runFiles.log)),
    history: result.history,
    evaluatedOn,
    evaluation,
    mistakes: await Promise.all(mistakes.map((mistake) => illustrated(mistake, classifier, illustrate))),
    warnings: options.warnings,
  };
  await writeText(join(directory, runFiles.report), renderReport(content));
}

const writeText = (path: string, text: string): Promise<void> =>
  writeAtomically(path, [new TextEncoder().encode(text)]);

function stepsOf(log: string): ReportContent['steps'] {
  return readJsonLines(log).flatMap(({ type, step, loss, learningRate }) =>
    type === 'step' && typeof loss === 'number' && typeof learningRate === 'number'
      ? [{ step, loss, learningRate }]
      : [],
  );
}

async function illustrated(
  mistake: Mistake,
  { preprocessing }: ImageClassifier,
  illustrate: Illustrate | undefined,
): Promise<IllustratedMistake> {
  const pixels = await mistake.sample.load();
  const view = resizeAndCrop(pixels, preprocessing);
  const pictures = [{ url: dataUrl(view), caption: 'image' }];
  if (illustrate !== undefined) {
    pictures.push({
      url: dataUrl(await illustrate({ mistake, view, input: preprocess(pixels, preprocessing) })),
      caption: 'explanation',
    });
  }
  return { ...mistake, pictures };
}

const dataUrl = (pixels: Pixels): string =>
  `data:image/png;base64,${Buffer.from(encode(pixels)).toString('base64')}`;
