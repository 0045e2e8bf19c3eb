import type { JsonObject, Paper } from '@convzoo/core';
import type { StudyTable } from './table.js';

export interface StudyOptions {
  /** Factor on the training images, repetitions or rounds of a study; 1 is what its documentation shows. */
  readonly budget: number;
  /** Seed of weights, data and order: the same seed and budget give the same numbers on the same engine. */
  readonly seed: number;
  /** Ends the study with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what is being computed and the share of the work that is done, in [0, 1]. */
  readonly onProgress?: ((text: string, share: number) => void) | undefined;
}

/** What a study found, for people to read. */
export interface StudyReport {
  /** The finding as a sentence with its most important numbers. */
  readonly finding: string;
  readonly tables: readonly StudyTable[];
  /** A standalone SVG image. */
  readonly figure: string;
}

export interface StudyResult extends StudyReport {
  /** Everything that was measured, as plain JSON. */
  readonly data: JsonObject;
}

/** One claim of the field, tested by an experiment of our own. */
export interface Study {
  /** What the command line calls it. */
  readonly name: string;
  readonly claim: string;
  readonly paper: Paper;
  /** The budget that ends within a minute on two cores. */
  readonly quickBudget: number;
  /** @throws the signal's reason, if it aborts */
  run(options: StudyOptions): Promise<StudyResult>;
  /** Tables and figure of data that `run` gave before. */
  describe(data: JsonObject): StudyReport;
}

interface StudyDefinition<Data> extends Pick<Study, 'name' | 'claim' | 'paper' | 'quickBudget'> {
  /** The computation. Its result must be plain JSON. */
  readonly measure: (options: StudyOptions) => Promise<Data>;
  readonly describe: (data: Data) => StudyReport;
}

/** A study of a computation and of a description that fits its data. */
export function defineStudy<Data extends object>(definition: StudyDefinition<Data>): Study {
  const { measure, describe, ...about } = definition;
  return {
    ...about,
    run: async (options) => {
      // What is described is what is written: rounded, and free of everything that JSON cannot hold.
      const data: JsonObject = JSON.parse(JSON.stringify(await measure(options), rounded));
      return { data, ...describe(data as unknown as Data) };
    },
    describe: (data) => describe(data as unknown as Data),
  };
}

/** Numbers to four significant digits, which figures and tables do not exceed. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
