import { dirname, join } from 'node:path';
import { ConvzooError } from '@convzoo/core';
import { type Dataset, oneVersusRest, openDataset } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import { evaluate, parseTrainConfig } from '@convzoo/train';
import { runFiles } from '@convzoo/train/node';
import { type ClassifierFlags, loadClassifier } from '../load-classifier.js';
import { progressBar } from '../progress.js';
import { readJsonObject } from '../read-json.js';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';
import { configuredFlags, parseNumber, wrong } from '../zoo.js';

export interface EvaluateFlags
  extends Partial<Pick<ClassifierFlags, 'model' | 'weights'>>,
    Omit<ClassifierFlags, 'model' | 'weights'> {
  /** A run's config: flags replace its fields, and its folder has the weights. */
  config?: string;
  batch?: string;
  runtime?: string;
  json?: boolean;
}

/**
 * `convzoo evaluate`: metrics of a trained model on a data set's test images, or else its validation images,
 * or else all of them. Returns whether every image could be read.
 */
export async function evaluateCommand(
  data: string | undefined,
  flags: EvaluateFlags,
  terminal: Terminal,
): Promise<boolean> {
  const settled = await settle(data, flags);
  await useRuntime(flags.runtime ?? 'auto', { adapters: [onnxRuntime] });
  const classifier = await loadClassifier(settled.flags, terminal);
  const bar = progressBar(terminal, 'images', 'images');
  let unreadable = 0;
  try {
    const { head } = classifier;
    const splits = await openDataset(settled.data);
    const dataset = labeledFor(
      head.kind === 'binary' ? head.classes[0] : undefined,
      firstOf(settled.data, splits),
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

/** What to measure on what, by the flags and the config of a run if one is named. */
async function settle(
  data: string | undefined,
  { config: path, ...flags }: EvaluateFlags,
): Promise<{ data: string; flags: ClassifierFlags }> {
  const config = path === undefined ? undefined : parseTrainConfig(await readJsonObject(path), path);
  const model = flags.model ?? config?.model;
  const weights = flags.weights ?? (path === undefined ? undefined : join(dirname(path), runFiles.model));
  const source = data ?? config?.data;
  if (source === undefined) throw wrong('DATA', 'a data set, or a config that names one', 'nothing');
  if (model === undefined) throw wrong('--model', 'a model, or a config that names one', 'nothing');
  if (weights === undefined)
    throw wrong('--weights', 'weights, or the config of a run that has them', 'nothing');
  const network = flags.model === undefined ? configuredFlags(config?.modelOptions ?? {}) : {};
  const option = [...(network.option ?? []), ...(flags.option ?? [])];
  return { data: source, flags: { ...network, ...flags, option, model, weights } };
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
function labeledFor(className: string | undefined, dataset: Dataset): Dataset {
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
