import { join } from 'node:path';
import type { TaskSettings } from '../accuracy/tasks.js';
import type { Model } from '../models/models.js';
import type { Job } from './job.js';
import { loadingSampling, type Sampling, trainingSampling } from './sampling.js';
import {
  isInBrowser,
  type Measure,
  type Precision,
  parseEngine,
  type Subject,
  subjectKey,
} from './subject.js';

export type SubjectJob = Extract<Job, { kind: 'subject' }>;

export interface Wanted {
  readonly models: readonly Model[];
  readonly engines: readonly string[];
  readonly precisions: readonly Precision[];
  readonly batches: readonly number[];
  readonly trainingBatch: number;
  readonly measures: readonly Measure[];
  readonly sampling: Sampling;
  readonly rounds: number;
  readonly seeds: number;
  readonly tasks: readonly TaskSettings[];
  readonly save?: string | undefined;
}

/**
 * All processes in the order in which they run: round by round, every subject once in each, every other round
 * backward. So a machine that grows hot or busy slows all subjects alike.
 */
export function plan(wanted: Wanted): SubjectJob[] {
  const subjects = subjectsOf(wanted);
  const roundsOf = ({ subject }: Omit<SubjectJob, 'round'>): number =>
    subject.measure === 'accuracy' ? seedsOf(wanted) : wanted.rounds;
  const rounds = Math.max(0, ...subjects.map(roundsOf));
  return Array.from({ length: rounds }, (_, round) => {
    const jobs = subjects
      .filter((job) => round < roundsOf(job))
      .map((job) => ({ ...job, round, ...savedTo(job.subject, round, wanted) }));
    return round % 2 === 0 ? jobs : jobs.reverse();
  }).flat();
}

/** A folder for each network and seed. */
function savedTo(
  { measure, task, model }: Subject,
  seed: number,
  { save }: Wanted,
): Pick<SubjectJob, 'save'> {
  if (save === undefined || measure !== 'accuracy') return {};
  return { save: join(save, task ?? '', model, `seed-${seed}`) };
}

/** Given weights do not depend on a seed. */
function seedsOf({ seeds, tasks }: Wanted): number {
  return tasks.some(({ weights }) => weights !== undefined) ? 1 : seeds;
}

function subjectsOf(wanted: Wanted): Omit<SubjectJob, 'round'>[] {
  const { engines, sampling } = wanted;
  const onTfjs = engines.filter((engine) => parseEngine(engine).runtime !== 'compiled');
  // Accuracy does not depend on the engine. A page has no files to learn from.
  const learner = onTfjs.find((engine) => !isInBrowser(engine)) ?? 'auto';
  const training = trainingSampling(sampling);
  const jobs: Readonly<Record<Measure, () => Omit<SubjectJob, 'round'>[]>> = {
    accuracy: () =>
      wanted.tasks.flatMap((task) =>
        forEach(wanted, 'accuracy', [learner], [task.budget.batchSize], sampling, task),
      ),
    inference: () => forEach(wanted, 'inference', engines, wanted.batches, sampling),
    loading: () => forEach(wanted, 'loading', engines, [1], loadingSampling(sampling)),
    explanation: () => forEach(wanted, 'explanation', onTfjs, [1], training),
    training: () => forEach(wanted, 'training', onTfjs, [wanted.trainingBatch], training),
  };
  return (Object.keys(jobs) as Measure[])
    .filter((measure) => wanted.measures.includes(measure))
    .flatMap((measure) => jobs[measure]());
}

function forEach(
  { models, precisions }: Wanted,
  measure: Measure,
  engines: readonly string[],
  batches: readonly number[],
  sampling: Sampling,
  task?: TaskSettings,
): Omit<SubjectJob, 'round'>[] {
  const jobs = engines.flatMap((requested) =>
    precisionsOf(requested, precisions).flatMap((precision) =>
      batches.flatMap((batch) =>
        models.map((model) => {
          const subject: Subject = {
            measure,
            model: model.name,
            requested,
            precision,
            batch,
            task: task?.name ?? null,
          };
          return { kind: 'subject' as const, subject, model, sampling, ...(task && { task }) };
        }),
      ),
    ),
  );
  return [...new Map(jobs.map((job) => [subjectKey(job.subject), job])).values()];
}

/** TF.js computes in float32 alone. */
function precisionsOf(engine: string, precisions: readonly Precision[]): readonly Precision[] {
  if (parseEngine(engine).runtime === 'compiled') return precisions;
  return precisions.filter((precision) => precision === 'float32');
}
