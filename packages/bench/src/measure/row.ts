import type { InputShape } from '@convzoo/core';
import type { PassedOver } from '@convzoo/runtime';
import type { AccuracyFacts } from '../accuracy/facts.js';
import type { Machine } from '../environment/machine.js';
import { type Latency, mean, median, standardDeviation, summarize } from '../statistics/latency.js';
import { parseEngine, type Subject } from './subject.js';

/** How busy the machine was. */
export interface Load {
  /** One-minute load average before the process began; 0 on Windows. */
  readonly before: number;
  /** Mean number of cores that other processes kept busy meanwhile. */
  readonly others: number;
}

/** Parts of a training step. */
export interface StepParts<T> {
  /** Making the batch from decoded images, which training overlaps with the step before. */
  readonly dataMs: T;
  readonly forwardMs: T;
  readonly backwardMs: T;
  readonly updateMs: T;
}

/**
 * What one process measured. Each fact is there as soon as it is known, so a crash loses only those after it.
 */
export interface Facts {
  readonly runtime?: string;
  readonly provider?: string | null;
  readonly family?: string;
  readonly machine?: Machine;
  /** What computed, in the words of its driver or system. */
  readonly device?: string;
  /** Whether the runtime proved that a GPU computed; software rasterizers report false. */
  readonly isGpu?: boolean;
  readonly versions?: Readonly<Record<string, string>>;
  /** Better runtimes that `auto` could not start, and why. */
  readonly passedOver?: readonly PassedOver[];
  readonly inputShape?: InputShape;
  readonly trainable?: number;
  readonly frozen?: number;
  readonly buffers?: number;
  readonly macs?: number;
  readonly activationBytes?: number;
  readonly fileBytes?: number;
  readonly startMs?: number;
  readonly buildMs?: number;
  readonly compileMs?: number;
  readonly firstMs?: number;
  readonly warmups?: number;
  readonly durationsMs?: readonly number[];
  /** Of training: durations of the data, of the forward pass, and of both passes, each measured by itself. */
  readonly passes?: {
    readonly dataMs: readonly number[];
    readonly forwardMs: readonly number[];
    readonly gradientsMs: readonly number[];
  };
  /** Of explanation: durations of a prediction of the same images in the same process. */
  readonly predictionsMs?: readonly number[];
  readonly accuracy?: AccuracyFacts;
  readonly leakedTensors?: number;
  readonly peakMemoryBytes?: number;
  readonly peakDeviceBytes?: number;
  readonly gpuUtilization?: number;
  readonly load?: Load;
  readonly error?: string;
}

/** Accuracy over seeds. */
export interface AccuracySummary {
  /** The metric that decides: `accuracy`, `meanAveragePrecision`, `rocAuc`. */
  readonly metric: string;
  readonly mean: number;
  /** Standard deviation over seeds; 0 for one seed. */
  readonly spread: number;
  readonly seeds: readonly number[];
  readonly values: readonly number[];
}

/**
 * One subject, measured in one or more rounds. What is not known, because the measurement failed before or
 * the measure does not have it, is null.
 */
export interface Row extends Subject {
  readonly family: string | null;
  /** The runtime that computed; the requested one until one has started. */
  readonly runtime: string;
  readonly provider: string | null;
  readonly machine: Machine | null;
  readonly device: string | null;
  readonly isGpu: boolean | null;
  readonly versions: Readonly<Record<string, string>> | null;
  readonly passedOver: readonly PassedOver[];
  readonly inputShape: InputShape | null;
  /** Learned values: trainable and frozen. */
  readonly parameters: number | null;
  readonly trainable: number | null;
  readonly frozen: number | null;
  /** Running statistics of batch norms, which are not parameters. */
  readonly buffers: number | null;
  /** Multiply-adds of convolutions and dense layers for one image. */
  readonly macs: number | null;
  /** Outputs of all layers for one image, in float32: what a training step keeps. */
  readonly activationBytes: number | null;
  /** Size of the weights on disk: safetensors data, or the ONNX file of an int8 model. */
  readonly fileBytes: number | null;
  /** Loading and checking the engine. */
  readonly startMs: number | null;
  /** Building the network and drawing its weights. */
  readonly buildMs: number | null;
  /** Compiling it, in rows of `compiled`. */
  readonly compileMs: number | null;
  /** The first run, with all that the engine compiles, allocates and folds then; of loading, the first time. */
  readonly firstMs: number | null;
  /** Untimed runs of each round between the first run and the samples, at least. */
  readonly warmups: number | null;
  /** Timed runs of all rounds. */
  readonly samples: number;
  readonly latencyMs: Latency | null;
  /** Images over time, of all timed runs together; null for loading. */
  readonly imagesPerSecond: number | null;
  /** Medians; backward and update are differences of medians. */
  readonly parts: StepParts<number> | null;
  /** Cost of an explanation in predictions. */
  readonly predictionsPerExplanation: number | null;
  readonly accuracy: AccuracySummary | null;
  readonly leakedTensors: number | null;
  /** Highest resident memory of the process, of the worst round. */
  readonly peakMemoryBytes: number | null;
  /** Highest memory of the process on an NVIDIA GPU; null where nvidia-smi does not tell. */
  readonly peakDeviceBytes: number | null;
  /** Highest GPU utilization seen, in percent. */
  readonly gpuUtilization: number | null;
  readonly load: Load | null;
  readonly error?: string;
  /** What each process measured. */
  readonly rounds: readonly Facts[];
}

/** Joins what the rounds of one subject measured. */
export function rowOf(subject: Subject, rounds: readonly Facts[]): Row {
  const last = <K extends keyof Facts>(key: K): Exclude<Facts[K], undefined> | null =>
    (rounds.findLast((facts) => facts[key] !== undefined)?.[key] as Exclude<Facts[K], undefined>) ?? null;
  const numbers = (key: NumberKey): number[] => rounds.flatMap((facts) => facts[key] ?? []);
  const middle = (key: NumberKey): number | null => orNull(numbers(key), median);
  const highest = (key: NumberKey): number | null => orNull(numbers(key), (values) => Math.max(...values));
  const durations = rounds.flatMap(({ durationsMs }) => durationsMs ?? []);
  const error = rounds.find((facts) => facts.error !== undefined)?.error;
  const engine = parseEngine(subject.requested);
  const [trainable, frozen] = [last('trainable'), last('frozen')];
  return {
    ...subject,
    family: last('family'),
    runtime: last('runtime') ?? engine.runtime,
    provider: last('provider') ?? engine.provider,
    machine: last('machine'),
    device: last('device'),
    isGpu: last('isGpu'),
    versions: last('versions'),
    passedOver: last('passedOver') ?? [],
    inputShape: last('inputShape'),
    parameters: trainable === null || frozen === null ? null : trainable + frozen,
    trainable,
    frozen,
    buffers: last('buffers'),
    macs: last('macs'),
    activationBytes: last('activationBytes'),
    fileBytes: last('fileBytes'),
    startMs: middle('startMs'),
    buildMs: middle('buildMs'),
    compileMs: middle('compileMs'),
    firstMs: middle('firstMs'),
    warmups: last('warmups'),
    samples: durations.length,
    latencyMs: orNull(durations, summarize),
    imagesPerSecond:
      subject.measure === 'loading'
        ? null
        : orNull(durations, (values) => (1000 * subject.batch) / mean(values)),
    parts: partsOf(rounds, durations),
    predictionsPerExplanation: explanationCost(rounds, durations),
    accuracy: accuracyOf(rounds),
    leakedTensors: highest('leakedTensors'),
    peakMemoryBytes: highest('peakMemoryBytes'),
    peakDeviceBytes: highest('peakDeviceBytes'),
    gpuUtilization: highest('gpuUtilization'),
    load: worstLoad(rounds),
    ...(error === undefined ? {} : { error }),
    rounds,
  };
}

type NumberKey = {
  [K in keyof Facts]-?: Exclude<Facts[K], undefined> extends number ? K : never;
}[keyof Facts];

function orNull<T, R>(values: readonly T[], reduce: (values: readonly T[]) => R): R | null {
  return values.length === 0 ? null : reduce(values);
}

function partsOf(rounds: readonly Facts[], steps: readonly number[]): StepParts<number> | null {
  const passes = rounds.flatMap((facts) => facts.passes ?? []);
  if (passes.length === 0 || steps.length === 0) return null;
  const dataMs = median(passes.flatMap((pass) => pass.dataMs));
  const forwardMs = median(passes.flatMap((pass) => pass.forwardMs));
  const gradientsMs = median(passes.flatMap((pass) => pass.gradientsMs));
  return {
    dataMs,
    forwardMs,
    backwardMs: Math.max(0, gradientsMs - forwardMs),
    updateMs: Math.max(0, median(steps) - gradientsMs),
  };
}

function explanationCost(rounds: readonly Facts[], explanations: readonly number[]): number | null {
  const predictions = rounds.flatMap(({ predictionsMs }) => predictionsMs ?? []);
  if (predictions.length === 0 || explanations.length === 0) return null;
  return median(explanations) / median(predictions);
}

function accuracyOf(rounds: readonly Facts[]): AccuracySummary | null {
  const runs = rounds.flatMap(({ accuracy }) => (accuracy === undefined ? [] : [accuracy]));
  if (runs.length === 0) return null;
  const values = runs.map(({ metrics, metric }) => metrics[metric] ?? Number.NaN);
  return {
    metric: runs[0]!.metric,
    mean: mean(values),
    spread: standardDeviation(values),
    seeds: runs.map(({ seed }) => seed),
    values,
  };
}

function worstLoad(rounds: readonly Facts[]): Load | null {
  const loads = rounds.flatMap(({ load }) => (load === undefined ? [] : [load]));
  if (loads.length === 0) return null;
  return {
    before: Math.max(...loads.map(({ before }) => before)),
    others: Math.max(...loads.map(({ others }) => others)),
  };
}
