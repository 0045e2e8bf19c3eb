import { ConvzooError } from '@convzoo/core';
import { environment } from '../environment/environment.js';
import { benchmark } from '../measure/benchmark.js';
import type { Row } from '../measure/row.js';
import { checkWritable, writeReport } from '../report/json.js';
import { renderTable } from '../report/table.js';
import { type Options, parseOptions, usage } from './options.js';
import { progressOn } from './progress.js';

export interface Surroundings {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Aborts when the user interrupts. */
  signal: AbortSignal;
}

/** Runs the command and returns its exit code. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, signal } = surroundings;
  try {
    const options = parseOptions(args);
    if (options.help) {
      stdout.write(usage);
      return 0;
    }
    if (options.json !== undefined) await checkWritable(options.json);
    const described = environment();
    const rows = await measureAll(options, surroundings);
    stdout.write(`${renderTable(rows)}\n`);
    if (options.json !== undefined) {
      const { sampling } = options;
      await writeReport(options.json, {
        specificationVersion: 'v1',
        environment: described,
        sampling,
        rows,
      });
    }
    return rows.some(({ error }) => error === undefined) ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return 130;
    if (!ConvzooError.isInstance(error)) throw error;
    stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function measureAll(
  { models, runtimes, batches, sampling }: Options,
  { stderr, signal }: Surroundings,
): Promise<Row[]> {
  const combinations = runtimes.flatMap((runtime) =>
    batches.flatMap((batch) => models.map((model) => ({ model, runtime, batch }))),
  );
  const progress = progressOn(stderr);
  const rows: Row[] = [];
  try {
    for (const { model, runtime, batch } of combinations) {
      progress.show(
        `[${rows.length + 1}/${combinations.length}] ${model.name}, runtime ${runtime}, batch ${batch}`,
      );
      rows.push(await benchmark(model, { runtime, batch, sampling, signal }));
    }
  } finally {
    progress.clear();
  }
  return rows;
}
