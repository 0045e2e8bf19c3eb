import type { Environment } from '../environment/environment.js';
import type { Peak } from '../measure/peak.js';
import type { EngineReport } from '../measure/probe.js';
import type { Row } from '../measure/row.js';
import type { Sampling } from '../measure/sampling.js';

/** Version of the JSON that `--json` writes; it changes with every change that breaks a reader. */
export const schema = 'convzoo-bench/2';

/** How thoroughly a benchmark measured. */
export interface Thoroughness {
  readonly preset: string;
  readonly sampling: Sampling;
  /** Processes for each row of speed. */
  readonly rounds: number;
  /** Training runs for each row of accuracy. */
  readonly seeds: number;
  readonly timeBudgetMs: number | null;
}

/** All that one benchmark measured. */
export interface Report {
  readonly schema: typeof schema;
  readonly environment: Environment;
  readonly thoroughness: Thoroughness;
  /** Of `--runtime all`: every engine, and why one does not start. */
  readonly engines: readonly EngineReport[];
  /** By engine as requested, for the roofline. */
  readonly peaks: Readonly<Record<string, Peak>>;
  readonly rows: readonly Row[];
}
