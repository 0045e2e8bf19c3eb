import { environment } from '../environment/environment.js';
import type { Model } from '../models/models.js';
import { type Row, rowOf } from './row.js';
import { runJob } from './run-job.js';
import type { Sampling } from './sampling.js';
import type { Measure, Precision, Subject } from './subject.js';

export interface BenchmarkOptions {
  /** `inference` (default), `training` or `explanation`. */
  readonly measure?: Exclude<Measure, 'accuracy'>;
  /** A runtime of TF.js, `compiled`, or `auto` for TF.js's best that works here. Default `auto`. */
  readonly runtime?: string;
  /** Images per run. Default 1. */
  readonly batch?: number;
  /** Default float32; int8 for `compiled` alone. */
  readonly precision?: Precision;
  /** Default at least 8 warm-up runs, 10 timed runs and 300 ms of each. */
  readonly sampling?: Sampling;
  /** Ends the measurement and its process. */
  readonly signal?: AbortSignal;
}

const defaultSampling: Sampling = { warmups: 8, samples: 10, timeMs: 300 };

/**
 * Measures one model in a process of its own. A failure gives a row with an `error`. Rejects only when
 * `signal` aborts.
 */
export async function benchmark(model: Model, options: BenchmarkOptions = {}): Promise<Row> {
  const { measure = 'inference', runtime = 'auto', batch = 1, precision = 'float32' } = options;
  const { sampling = defaultSampling, signal } = options;
  const subject: Subject = { measure, model: model.name, requested: runtime, precision, batch, task: null };
  const facts = await runJob({ kind: 'subject', subject, model, sampling, round: 0 }, { signal });
  return rowOf(subject, [{ ...facts, machine: environment().machine }]);
}
