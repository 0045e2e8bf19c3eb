import * as tf from '@tensorflow/tfjs-core';
import { rankingStore } from '#ranking-store';
import { candidates, type RuntimeName, runtimeNamed } from './candidates.js';
import { chooseFastest, type RuntimeReport } from './choose-fastest.js';
import { setCurrent } from './current.js';
import { lacksGpu } from './host.js';
import { inferenceTime } from './measure-speed.js';
import type { Runtime } from './runtime.js';

export interface UseRuntimeOptions {
  /**
   * Runtimes of other packages. One takes the place of ours of the same name; others are asked for by name.
   * With adapters `auto` measures nothing and takes the first that works.
   */
  readonly adapters?: readonly Runtime[];
  /** Whether `auto` measures the runtimes again although it has done so before. Default false. */
  readonly remeasure?: boolean;
}

/**
 * Starts a runtime, after which all of TF.js computes on it: the one named, or with `'auto'` the fastest one
 * that works here. On its first use `auto` measures those that start, and remembers the result (in a file under
 * `CONVZOO_CACHE`, by default `~/.cache/convzoo`; in pages and workers in the browser's cache storage) until an engine
 * is installed, removed or changes its version, or the page is built anew.
 *
 * @throws ConvzooError `unknown-name`, `missing-package` or `runtime-unavailable`; the backend that was current
 *   before then still is
 */
export async function useRuntime(
  name: RuntimeName | 'auto' | (string & {}),
  { adapters = [], remeasure = false }: UseRuntimeOptions = {},
): Promise<RuntimeReport> {
  const previous: string | undefined = tf.engine().backendName;
  try {
    if (name !== 'auto') {
      const runtime = runtimeNamed(name, adapters);
      const info = await runtime.start();
      setCurrent(runtime, info);
      return { ...info, passedOver: [], measured: [] };
    }
    const considered = candidates.map(({ runtime, only }) => {
      const adapter = runtimeNamed(runtime.name, adapters);
      // Starting our own would take time to find that out, and some drivers complain on the terminal.
      const excluded =
        only === 'gpu' && adapter === runtime && lacksGpu() ? 'this machine has no GPU' : undefined;
      return { runtime: adapter, only, excluded };
    });
    const report = await chooseFastest(
      considered,
      adapters.length > 0 ? {} : { measure: inferenceTime, store: rankingStore(), remeasure },
    );
    const chosen = considered.find(({ runtime }) => runtime.name === report.name);
    if (chosen !== undefined) setCurrent(chosen.runtime, report);
    return report;
  } catch (error) {
    if (previous !== undefined) await tf.setBackend(previous);
    throw error;
  }
}
