import { type ChildProcess, fork } from 'node:child_process';
import type { Model } from '../models/models.js';
import type { Job } from './job.js';
import { emptyRow, type Facts, type Row } from './row.js';
import { presets, type Sampling } from './sampling.js';

export interface BenchmarkOptions {
  /** A runtime of core, or `auto` for the best that works here. Default `auto`. */
  runtime?: string;
  /** Images per run. Default 1. */
  batch?: number;
  /** Default that of the quick preset. */
  sampling?: Sampling;
  /** Ends the measurement and its process. */
  signal?: AbortSignal;
}

/**
 * Measures one model in a process of its own, so that nothing that ran before weighs on it. A model
 * that fails, or takes its process down, gives a row with an `error`. Rejects only when `signal` aborts.
 */
export async function benchmark(model: Model, options: BenchmarkOptions = {}): Promise<Row> {
  const { runtime = 'auto', batch = 1, sampling = presets.quick.sampling, signal } = options;
  signal?.throwIfAborted();
  const job: Job = { model, runtime, batch, sampling };
  const program = new URL(`./measuring-process.js`, import.meta.url);
  const child = fork(program, [JSON.stringify(job)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    killSignal: 'SIGKILL',
    ...(signal === undefined ? {} : { signal }),
  });
  const facts = await factsOf(child);
  return { ...emptyRow(model.name, model.family ?? null, runtime, batch), ...facts };
}

/** All that a measuring process tells before it ends, and how it ended if that was not its own doing. */
function factsOf(child: ChildProcess): Promise<Facts> {
  let facts: Facts = {};
  let lastWords = '';
  child.on('message', (message: Facts) => {
    facts = { ...facts, ...message };
  });
  child.stderr?.on('data', (text) => {
    lastWords = `${lastWords}${text}`.slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killer) => {
      resolve(code === 0 ? facts : { ...facts, error: causeOfDeath(code, killer, lastWords) });
    });
  });
}

function causeOfDeath(code: number | null, killer: string | null, lastWords: string): string {
  const end = killer === null ? `ended with exit code ${code}` : `was killed by ${killer}`;
  // The kernel sends SIGKILL and V8 SIGABRT when memory runs out.
  const guess = killer === 'SIGKILL' || killer === 'SIGABRT' ? ', probably for want of memory' : '';
  const words = lastWords.split('\n').find((line) => /error/i.test(line));
  return `The measuring process ${end}${guess}.${words === undefined ? '' : ` ${words.trim()}`}`;
}
