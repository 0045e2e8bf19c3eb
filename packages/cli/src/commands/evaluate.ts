import { ConvzooError, useRuntime } from '@convzoo/core';
import { type Dataset, oneVersusRest, openDataset } from '@convzoo/data';
import { onnxRuntime } from '@convzoo/onnx';
import { evaluate } from '@convzoo/train';
import { type ClassifierFlags, loadClassifier } from '../load-classifier.js';
import { progressBar } from '../progress.js';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';
import { parseNumber } from '../zoo.js';

export interface EvaluateFlags extends ClassifierFlags {
  batch?: string;
  runtime?: string;
  json?: boolean;
}

/**
 * `convzoo evaluate`: metrics of a trained model on a data set's test images, or else its validation images,
 * or else all of them. Returns whether every image could be read.
 */
export async function evaluateCommand(
  data: string,
  flags: EvaluateFlags,
  terminal: Terminal,
): Promise<boolean> {
  await useRuntime(flags.runtime ?? 'auto', { adapters: [onnxRuntime] });
  const classifier = await loadClassifier(flags, terminal);
  const bar = progressBar(terminal, 'images', 'images');
  let unreadable = 0;
  try {
    const { head } = classifier;
    const splits = await openDataset(data);
    const dataset = labelledFor(
      head.kind === 'single-class' ? head.classes[0] : undefined,
      firstOf(data, splits),
    );
    const evaluation = await evaluate(classifier, dataset, {
      batchSize: parseNumber('--batch', flags.batch ?? '32'),
      onProgress: (samples) => bar.update(samples, dataset.samples.length),
      onUnreadable: ({ message }) => {
        unreadable++;
        terminal.err(`convzoo: ${message}\n`);
      },
      signal: terminal.signal,
    });
    const { mistakes: _, ...numbers } = evaluation;
    bar.stop();
    terminal.out(flags.json === true ? `${JSON.stringify(numbers, null, 2)}\n` : formatEvaluation(numbers));
  } finally {
    bar.stop();
    classifier.dispose();
  }
  return unreadable === 0;
}

function firstOf(
  data: string,
  { test, validation, train }: Awaited<ReturnType<typeof openDataset>>,
): Dataset {
  const dataset = test ?? validation ?? train;
  if (dataset !== undefined) return dataset;
  throw new ConvzooError('invalid-data', { subject: data, expected: 'images', found: 'none' });
}

/** A model of one class is measured on data of many by whether an image shows that class. */
function labelledFor(className: string | undefined, dataset: Dataset): Dataset {
  return className === undefined || dataset.classes.length === 1
    ? dataset
    : oneVersusRest(dataset, className);
}

function formatEvaluation({
  samples,
  loss,
  metrics,
  classes,
}: Omit<Awaited<ReturnType<typeof evaluate>>, 'mistakes'>): string {
  const summary = [
    `${samples} images`,
    `loss ${loss.toFixed(4)}`,
    ...Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`),
  ];
  const fields = Object.keys(classes[0] ?? {});
  const rows = classes.map((row) =>
    Object.values(row).map((value) => (typeof value === 'number' ? round(value) : String(value))),
  );
  return `${summary.join('\n')}\n\n${formatTable(fields, rows)}\n`;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
