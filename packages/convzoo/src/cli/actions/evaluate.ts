import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitName } from '@convzoo/data';
import { type Evaluated, type Evaluation, evaluate } from '@convzoo/train';
import { runFiles } from '@convzoo/train/node';
import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../../model/model.js';
import { openEvaluationData } from '../evaluation-data.js';
import { afterEvaluation } from '../next-steps/after-evaluation.js';
import { type ModelFlags, openModel } from '../open-model.js';
import type { Terminal } from '../terminal.js';

export interface EvaluateFlags extends ModelFlags {
  readonly split?: SplitName;
  readonly batch: number;
}

/**
 * `convzoo evaluate`: metrics of a model on a dataset, by default on the images that it was not trained on.
 *
 * @param data A dataset, or a run folder, which names its own.
 * @returns whether every image could be read
 */
export async function evaluateModel(
  data: string | undefined,
  flags: EvaluateFlags,
  terminal: Terminal,
): Promise<boolean> {
  const isRun = data !== undefined && flags.model === undefined && existsSync(join(data, runFiles.model));
  const modelFlags = isRun ? { ...flags, model: data } : flags;
  const model = await openModel(modelFlags, terminal, flags.batch);
  let unreadable = 0;
  try {
    const { dataset, split } = await openEvaluationData(isRun ? undefined : data, flags.split, model);
    const absent = model.head.classes.length - dataset.classes.length;
    if (absent > 0) terminal.note(`the dataset has no images of ${absent} of the model's classes`);
    const { mistakes, ...numbers } = await evaluate(evaluatedOf(model), dataset, {
      batchSize: flags.batch,
      mistakes: 1,
      onProgress: (done) =>
        terminal.progress.show({ text: 'evaluating', done, total: dataset.samples.length, unit: 'images' }),
      onUnreadable: ({ message }) => {
        unreadable++;
        terminal.problem(message);
      },
      signal: terminal.signal,
    });
    terminal.progress.clear();
    terminal.json({ split, ...numbers });
    printEvaluation(split, numbers, terminal);
    terminal.next(
      afterEvaluation({
        head: model.head,
        worst: mistakes[0],
        isExplainable: model.classifier !== undefined,
        report: isRun ? join(data, runFiles.report) : undefined,
        flags: modelFlags,
      }),
    );
  } finally {
    model.dispose();
  }
  return unreadable === 0;
}

/** The network itself, or what an ONNX file computes. */
function evaluatedOf({ classifier, head, preprocessing, inputLogits }: Model): Evaluated {
  if (classifier !== undefined) return classifier;
  return {
    head,
    preprocessing,
    logits: async (x) => {
      const logits = await inputLogits(Float32Array.from(await x.data()));
      return tf.tensor2d(logits, [x.shape[0], head.units]);
    },
  };
}

/** Prints metrics for people. */
export function printEvaluation(
  split: string,
  { samples, loss, metrics, classes }: Omit<Evaluation, 'mistakes'>,
  terminal: Terminal,
): void {
  terminal.line(`split ${split}`);
  terminal.line(samples === 1 ? '1 image' : `${samples} images`);
  terminal.line(`loss ${loss.toFixed(4)}`);
  for (const [name, value] of Object.entries(metrics)) terminal.line(`${name} ${value.toFixed(4)}`);
  terminal.line('');
  terminal.table(
    Object.keys(classes[0] ?? {}),
    classes.map((row) =>
      Object.values(row).map((value) => (typeof value === 'number' ? value : String(value))),
    ),
  );
}
