import * as v from 'valibot';
import { measures, precisions } from '../measure/subject.js';
import { type Report, schema } from './report.js';

// The JSON of a report, as `readReport` checks it and schema.json publishes it. What each field means stands at the
// types Report, Row and Facts.

const number = v.number();
const text = v.string();
const boolean = v.boolean();
/** What may be NaN, such as the ROC AUC of one class alone: null in JSON. */
const score = v.pipe(
  v.nullable(number),
  v.transform((value) => value ?? Number.NaN),
);
const orNull = <T extends v.GenericSchema>(wrapped: T): v.NullableSchema<T, undefined> => v.nullable(wrapped);
const optional = <T extends v.GenericSchema>(wrapped: T): v.ExactOptionalSchema<T, undefined> =>
  v.exactOptional(wrapped);

const versions = v.record(text, text);
const interval = v.tuple([number, number]);
const inputShape = v.tuple([number, number, number]);
const machine = v.object({ cpu: text, cores: number, commit: orNull(text) });
const load = v.object({ before: number, others: number });
const passedOver = v.array(v.object({ name: text, reason: text }));

const accuracyFacts = v.object({
  data: text,
  seed: number,
  metric: text,
  metrics: v.record(text, score),
  loss: score,
  testImages: number,
  budget: orNull(v.object({ images: number, epochs: number, batchSize: number })),
  width: orNull(number),
  curve: v.array(v.object({ images: number, loss: score })),
  seconds: number,
  classes: optional(v.object({ all: number, present: number })),
  published: optional(v.object({ dataset: text, top1: number, top5: number })),
});

const facts = v.object({
  runtime: optional(text),
  provider: optional(orNull(text)),
  family: optional(text),
  machine: optional(machine),
  device: optional(text),
  isGpu: optional(boolean),
  versions: optional(versions),
  passedOver: optional(passedOver),
  inputShape: optional(inputShape),
  trainable: optional(number),
  frozen: optional(number),
  buffers: optional(number),
  macs: optional(number),
  activationBytes: optional(number),
  fileBytes: optional(number),
  startMs: optional(number),
  buildMs: optional(number),
  compileMs: optional(number),
  firstMs: optional(number),
  warmups: optional(number),
  durationsMs: optional(v.array(number)),
  passes: optional(
    v.object({ dataMs: v.array(number), forwardMs: v.array(number), gradientsMs: v.array(number) }),
  ),
  predictionsMs: optional(v.array(number)),
  accuracy: optional(accuracyFacts),
  leakedTensors: optional(number),
  peakMemoryBytes: optional(number),
  peakDeviceBytes: optional(number),
  gpuUtilization: optional(number),
  load: optional(load),
  error: optional(text),
});

const latency = v.object({
  min: number,
  mean: number,
  p50: number,
  p50Interval: orNull(interval),
  p90: number,
  p95: number,
  p99: number,
  max: number,
  standardDeviation: number,
});

const row = v.object({
  measure: v.picklist(measures),
  model: text,
  requested: text,
  precision: v.picklist(precisions),
  batch: number,
  task: orNull(text),
  family: orNull(text),
  runtime: text,
  provider: orNull(text),
  machine: orNull(machine),
  device: orNull(text),
  isGpu: orNull(boolean),
  versions: orNull(versions),
  passedOver,
  inputShape: orNull(inputShape),
  parameters: orNull(number),
  trainable: orNull(number),
  frozen: orNull(number),
  buffers: orNull(number),
  macs: orNull(number),
  activationBytes: orNull(number),
  fileBytes: orNull(number),
  startMs: orNull(number),
  buildMs: orNull(number),
  compileMs: orNull(number),
  firstMs: orNull(number),
  warmups: orNull(number),
  samples: number,
  latencyMs: orNull(latency),
  imagesPerSecond: orNull(number),
  parts: orNull(v.object({ dataMs: number, forwardMs: number, backwardMs: number, updateMs: number })),
  predictionsPerExplanation: orNull(number),
  accuracy: orNull(
    v.object({
      metric: text,
      mean: score,
      spread: score,
      seeds: v.array(number),
      values: v.array(score),
    }),
  ),
  leakedTensors: orNull(number),
  peakMemoryBytes: orNull(number),
  peakDeviceBytes: orNull(number),
  gpuUtilization: orNull(number),
  load: orNull(load),
  error: optional(text),
  rounds: v.array(facts),
});

export const reportSchema: v.GenericSchema<unknown, Report> = v.object({
  schema: v.literal(schema),
  environment: v.object({
    date: text,
    node: text,
    os: text,
    machine,
    memoryBytes: number,
    loadAverage: number,
    versions,
  }),
  thoroughness: v.object({
    preset: text,
    sampling: v.object({ warmups: number, samples: number, timeMs: number }),
    rounds: number,
    seeds: number,
    timeBudgetMs: orNull(number),
  }),
  engines: v.array(
    v.object({
      engine: text,
      device: orNull(text),
      isGpu: orNull(boolean),
      versions: orNull(versions),
      reason: orNull(text),
    }),
  ),
  peaks: v.record(text, v.object({ macsPerSecond: number, bytesPerSecond: number })),
  rows: v.array(row),
});
