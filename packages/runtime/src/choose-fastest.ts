import { ConvzooError } from '@convzoo/core/errors';
import type { Measured, PassedOver, Ranking, RankingStore } from './ranking.js';
import type { Runtime, RuntimeInfo } from './runtime.js';

export interface RuntimeReport extends RuntimeInfo {
  /** Of `auto`: runtimes that could not be taken, and why; empty where one was asked for by name. */
  readonly passedOver: readonly PassedOver[];
  /** Of `auto`: what its micro-benchmark measured, the fastest first; empty where nothing had to be measured. */
  readonly measured: readonly Measured[];
}

/** A runtime that may be chosen. */
export interface Considered {
  readonly runtime: Runtime;
  /** `gpu`: on hardware alone. `fallback`: only if no other starts. */
  readonly only?: 'gpu' | 'fallback' | undefined;
  /** Why it need not even be started. */
  readonly excluded?: string | undefined;
}

export interface Choosing {
  /** Milliseconds that a runtime takes, which has just been started. Left out, the first that starts is taken. */
  readonly measure?: (runtime: Runtime) => Promise<number>;
  /** Where the result of an earlier measurement is. */
  readonly store?: RankingStore | undefined;
  /** Ignores an earlier measurement. */
  readonly remeasure?: boolean;
}

/**
 * Starts the fastest runtime that works.
 *
 * @throws ConvzooError `runtime-unavailable` with every reason where none does
 */
export async function chooseFastest(
  considered: readonly Considered[],
  { measure, store, remeasure = false }: Choosing,
): Promise<RuntimeReport> {
  const known = remeasure ? undefined : await store?.read();
  if (known !== undefined) {
    const started = await startAsRanked(considered, known);
    if (started !== undefined) return started;
  }
  const passedOver: PassedOver[] = [];
  const working: Considered[] = [];
  for (const one of considered) {
    if (one.only === 'fallback' && working.length > 0) continue;
    const outcome = await attempt(one);
    if ('reason' in outcome) {
      passedOver.push(outcome);
      continue;
    }
    if (measure === undefined) return { ...outcome, passedOver, measured: [] };
    working.push(one);
  }
  if (working.length === 0) throw nothingWorks(passedOver);
  const measured =
    measure === undefined || working.length === 1 ? [] : await rank(working, measure, passedOver);
  const fastest = considered.find(({ runtime }) => runtime.name === measured[0]?.name) ?? working[0]!;
  const info = await fastest.runtime.start();
  if (measured.length > 0) await store?.write({ measured, passedOver });
  return { ...info, passedOver, measured };
}

/** The fastest of an earlier measurement; undefined if it does not start any more. */
async function startAsRanked(
  considered: readonly Considered[],
  { measured, passedOver }: Ranking,
): Promise<RuntimeReport | undefined> {
  const fastest = considered.find(({ runtime }) => runtime.name === measured[0]?.name);
  if (fastest === undefined) return undefined;
  const outcome = await attempt(fastest);
  return 'reason' in outcome ? undefined : { ...outcome, passedOver, measured };
}

/** What a runtime proves, or why it can't be taken. */
async function attempt({ runtime, only, excluded }: Considered): Promise<RuntimeInfo | PassedOver> {
  const { name } = runtime;
  if (excluded !== undefined) return { name, reason: excluded };
  try {
    const info = await runtime.start();
    if (info.isGpu || only !== 'gpu') return info;
    return { name, reason: `runs on ${info.device}, which was not proved to be a GPU` };
  } catch (error) {
    return { name, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Measures runtimes one after the other, the fastest first. One that fails is passed over. */
async function rank(
  working: readonly Considered[],
  measure: (runtime: Runtime) => Promise<number>,
  passedOver: PassedOver[],
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const { runtime } of working) {
    const { name } = runtime;
    try {
      await runtime.start();
      measured.push({ name, ms: await measure(runtime) });
    } catch (error) {
      passedOver.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (measured.length === 0) throw nothingWorks(passedOver);
  return measured.sort((a, b) => a.ms - b.ms);
}

function nothingWorks(passedOver: readonly PassedOver[]): ConvzooError {
  return new ConvzooError('runtime-unavailable', {
    subject: 'runtime auto',
    expected: 'one runtime that works',
    found: passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; '),
    remedy: 'Install @tensorflow/tfjs-backend-wasm or @tensorflow/tfjs-backend-cpu.',
  });
}
