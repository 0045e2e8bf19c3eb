import { Bench } from 'tinybench';
import type { Sampling } from './sampling.js';

/**
 * Durations of the runs after the warm-up, in milliseconds, without that of `afterEach`. What `run` throws ends the
 * measurement.
 */
export async function sample(
  run: () => Promise<unknown>,
  { warmups, samples, timeMs }: Sampling,
  afterEach?: () => void,
): Promise<readonly number[]> {
  const bench = new Bench({
    warmupIterations: warmups,
    warmupTime: timeMs,
    iterations: samples,
    time: timeMs,
    retainSamples: true,
    throws: true,
  });
  bench.add('run', run, { async: true, ...(afterEach && { afterEach }) });
  const [task] = await bench.run();
  const result = task?.result;
  return result !== undefined && 'latency' in result ? (result.latency.samples ?? []) : [];
}

/** The result of `run` and how long it took, in milliseconds. */
export async function timed<T>(run: () => T | Promise<T>): Promise<[result: T, ms: number]> {
  const start = performance.now();
  const result = await run();
  return [result, performance.now() - start];
}
