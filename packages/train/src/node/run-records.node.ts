import { join } from 'node:path';
import type { EpochReport, StepReport } from '../events.js';
import type { Progress } from '../progress.js';
import { eventFile } from './event-file.node.js';
import { jsonLines, type LogEntry } from './json-lines.node.js';
import { runFiles } from './run-files.js';

/** Where a run writes down what happens. */
export interface RunRecords {
  readonly log: (entry: LogEntry) => void;
  /** Steps so far. */
  step(): number;
  stepDone(report: StepReport): void;
  epochDone(report: Omit<EpochReport, 'evaluation' | 'weights'>): void;
}

/** The log and the TensorBoard events of a run; what they have beyond the progress that is resumed is removed. */
export async function runRecords(directory: string, resumed: Progress | undefined): Promise<RunRecords> {
  const { step: resumedAt = 0, epoch: resumedIn = 0 } = resumed ?? {};
  // An epoch that was logged, but whose checkpoint was not saved, is evaluated and logged again.
  const isAhead = ({ type, step, epoch }: LogEntry): boolean =>
    step > resumedAt || type === 'test' || (type === 'epoch' && Number(epoch) >= resumedIn);
  const log = await jsonLines(join(directory, runFiles.log), (entry) => !isAhead(entry));
  const scalars = eventFile(join(directory, runFiles.tensorboard), resumedAt);
  let current = resumedAt;
  return {
    log,
    step: () => current,
    stepDone: ({ totalSteps: _, ...report }) => {
      current = report.step;
      log({ type: 'step', ...report });
      scalars(report.step, {
        'train/loss': report.loss,
        'train/learning_rate': report.learningRate,
        'train/images_per_second': report.images / report.seconds,
        'train/data_share': report.dataSeconds / report.seconds,
      });
    },
    epochDone: ({ epoch, step, loss, learningRate, validation, best }) => {
      log({ type: 'epoch', step, epoch, loss, learningRate, validation, best });
      const measured = Object.entries(validation?.metrics ?? {});
      scalars(step, {
        'epoch/loss': loss,
        ...(validation && { 'validation/loss': validation.loss }),
        ...Object.fromEntries(measured.map(([name, value]) => [`validation/${name}`, value])),
      });
    },
  };
}
