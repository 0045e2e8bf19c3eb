import type { InputShape } from '@convzoo/core';
import type { PassedOver } from '@convzoo/runtime';
import type { Latency } from '../statistics/latency.js';

/**
 * One model on one runtime with one batch size. What could not be learnt, because the measurement
 * failed before, is null, and `error` says why.
 */
export interface Row {
  readonly model: string;
  readonly family: string | null;
  /** The one asked for until one has started. */
  readonly runtime: string;
  /** What computed, in the words of its driver or system. */
  readonly device: string | null;
  /** Whether the runtime proved that a GPU computed. */
  readonly isGpu: boolean | null;
  /** Versions of what the runtime loaded. */
  readonly versions: Readonly<Record<string, string>> | null;
  /** The runtimes that `auto` prefers to the one it took, and why each was not taken. */
  readonly passedOver: readonly PassedOver[];
  /** Images per run; never changed to make a model fit. */
  readonly batch: number;
  readonly inputShape: InputShape | null;
  readonly parameters: number | null;
  /** Running statistics of batch norms, which are not parameters. */
  readonly buffers: number | null;
  /** Multiply-adds of conv and dense layers for one image. */
  readonly macs: number | null;
  /** The first run, with all that the runtime compiles, allocates and folds on that occasion. */
  readonly firstRunMs: number | null;
  /** Of one run, from the call until the scores are in host memory. */
  readonly latencyMs: Latency | null;
  /** Batch size over mean latency. */
  readonly imagesPerSecond: number | null;
  /** Timed runs. */
  readonly samples: number | null;
  /** Most resident memory of the process at once, building the model included. A GPU's own memory is not in it. */
  readonly peakMemoryBytes: number | null;
  /** Tensors more after the last run than after the first. */
  readonly leakedTensors: number | null;
  readonly error?: string;
}

/** What a measuring process tells about its row as soon as it knows it. */
export type Facts = Partial<Row>;

export function emptyRow(model: string, family: string | null, runtime: string, batch: number): Row {
  return {
    model,
    family,
    runtime,
    device: null,
    isGpu: null,
    versions: null,
    passedOver: [],
    batch,
    inputShape: null,
    parameters: null,
    buffers: null,
    macs: null,
    firstRunMs: null,
    latencyMs: null,
    imagesPerSecond: null,
    samples: null,
    peakMemoryBytes: null,
    leakedTensors: null,
  };
}
