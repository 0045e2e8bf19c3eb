import { type Coverage, createSeen, type Seen } from './coverage.ts';
import { mutate } from './mutate.ts';
import type { Fault } from './probe.ts';
import { createRandom } from './random.ts';
import { bytes, type Target } from './target.ts';

export interface ExploreOptions {
  readonly runs: number;
  readonly seed: number;
  /** Runs the parser on an input. */
  readonly probe: (input: Uint8Array) => Promise<Fault | undefined>;
  /** Started for the first inputs, since counting slows the parser down. */
  readonly startCoverage: () => Coverage;
  readonly onFault: (input: Uint8Array, fault: Fault) => void;
}

export interface Explored {
  readonly inputs: number;
  /** Inputs that ran code which no earlier one did. */
  readonly corpus: number;
  /** Characters of the packages' code that ran. */
  readonly code: number;
  /** Megabytes that the process grew by while it ran the second half of the inputs. */
  readonly grown: number;
}

const batchSize = 256;
/** Inputs that look for new code; the others are made of what these found. */
const mostGuided = 30_000;

/**
 * Fuzzes a parser with changed versions of a corpus: of its seeds, and of each input that ran code which no earlier
 * one did.
 */
export async function explore(target: Target, options: ExploreOptions): Promise<Explored> {
  const { runs, seed, probe, startCoverage, onFault } = options;
  const random = createRandom(seed);
  const seeds = await target.seeds();
  const corpus = [...seeds, new Uint8Array()];
  const words = (target.words ?? []).map(bytes);
  const seen = createSeen();
  let inputs = 0;

  const test = async (input: Uint8Array): Promise<void> => {
    const fault = await probe(input);
    if (fault !== undefined) onFault(input, fault);
  };
  const change = (): Uint8Array => {
    const input = random.pick(corpus);
    const inner = (part: Uint8Array): Uint8Array => mutate(part, { corpus, words }, random);
    const isStructured = target.mutate !== undefined && random.below(2) === 0;
    return isStructured ? target.mutate!(input, inner, random) : inner(input);
  };

  for (const input of corpus) await test(input);
  let coverage: Coverage | undefined = startCoverage();
  for (const input of corpus) {
    await test(input);
    seen.add(coverage.take());
  }
  let halfway: number | undefined;
  while (inputs < runs) {
    if (inputs >= runs / 2) halfway ??= megabytes();
    const batch = Array.from({ length: Math.min(batchSize, runs - inputs) }, change);
    for (const input of batch) await test(input);
    inputs += batch.length;
    if (coverage === undefined) continue;
    if (seen.lacks(coverage.take())) {
      corpus.push(await firstThatAdds(batch, seen, coverage, probe));
      seen.add(coverage.take());
    }
    if (inputs >= Math.min(mostGuided, runs / 2)) {
      coverage.stop();
      coverage = undefined;
    }
  }
  coverage?.stop();
  const grown = megabytes() - (halfway ?? megabytes());
  return { inputs, corpus: corpus.length, code: seen.size(), grown };
}

const megabytes = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);

/** The first input of a batch that runs code which none did before, found by halving; it is the last that ran. */
async function firstThatAdds(
  batch: readonly Uint8Array[],
  seen: Seen,
  coverage: Coverage,
  probe: ExploreOptions['probe'],
): Promise<Uint8Array> {
  let candidates = batch;
  while (candidates.length > 1) {
    const half = candidates.slice(0, Math.ceil(candidates.length / 2));
    for (const input of half) await probe(input);
    candidates = seen.lacks(coverage.take()) ? half : candidates.slice(half.length);
  }
  const [input] = candidates;
  await probe(input!);
  return input!;
}
