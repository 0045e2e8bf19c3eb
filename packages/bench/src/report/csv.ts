import type { Row } from '../measure/row.js';
import type { Report } from './report.js';

type Value = string | number | boolean | null | undefined;

/** Columns of the CSV file: numbers in base units, empty where a row has none. */
const columns: Readonly<Record<string, (row: Row) => Value>> = {
  measure: (row) => row.measure,
  task: (row) => row.task,
  model: (row) => row.model,
  family: (row) => row.family,
  runtime: (row) => row.runtime,
  provider: (row) => row.provider,
  precision: (row) => row.precision,
  batch: (row) => row.batch,
  device: (row) => row.device,
  is_gpu: (row) => row.isGpu,
  cpu: (row) => row.machine?.cpu,
  cores: (row) => row.machine?.cores,
  commit: (row) => row.machine?.commit,
  versions: ({ versions }) =>
    versions &&
    Object.entries(versions)
      .map(([name, version]) => `${name}@${version}`)
      .join(' '),
  input: ({ inputShape }) => inputShape?.join('x'),
  parameters: (row) => row.parameters,
  trainable: (row) => row.trainable,
  frozen: (row) => row.frozen,
  buffers: (row) => row.buffers,
  macs: (row) => row.macs,
  activation_bytes: (row) => row.activationBytes,
  file_bytes: (row) => row.fileBytes,
  images_per_second: (row) => row.imagesPerSecond,
  p50_ms: ({ latencyMs }) => latencyMs?.p50,
  p50_low_ms: ({ latencyMs }) => latencyMs?.p50Interval?.[0],
  p50_high_ms: ({ latencyMs }) => latencyMs?.p50Interval?.[1],
  p90_ms: ({ latencyMs }) => latencyMs?.p90,
  p99_ms: ({ latencyMs }) => latencyMs?.p99,
  start_ms: (row) => row.startMs,
  build_ms: (row) => row.buildMs,
  compile_ms: (row) => row.compileMs,
  first_ms: (row) => row.firstMs,
  data_ms: ({ parts }) => parts?.dataMs,
  forward_ms: ({ parts }) => parts?.forwardMs,
  backward_ms: ({ parts }) => parts?.backwardMs,
  update_ms: ({ parts }) => parts?.updateMs,
  predictions_per_explanation: (row) => row.predictionsPerExplanation,
  metric: ({ accuracy }) => accuracy?.metric,
  metric_mean: ({ accuracy }) => accuracy?.mean,
  metric_sd: ({ accuracy }) => accuracy?.spread,
  seeds: ({ accuracy }) => accuracy?.seeds.length,
  warmups: (row) => row.warmups,
  samples: (row) => row.samples,
  rounds: ({ rounds }) => rounds.length,
  leaked_tensors: (row) => row.leakedTensors,
  peak_memory_bytes: (row) => row.peakMemoryBytes,
  peak_device_bytes: (row) => row.peakDeviceBytes,
  gpu_utilization: (row) => row.gpuUtilization,
  load_before: ({ load }) => load?.before,
  load_others: ({ load }) => load?.others,
  error: (row) => row.error,
};

/** All rows in one table, as RFC 4180 wants it. */
export function renderCsv({ rows }: Report): string {
  const lines = [
    Object.keys(columns),
    ...rows.map((row) => Object.values(columns).map((value) => text(value(row)))),
  ];
  return lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

function text(value: Value): string {
  return value === null || value === undefined ? '' : String(value);
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
