import {
  createSession,
  type NativeSession,
  type OnnxModel,
  type OnnxRuntime,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';
import type { Histogram } from './ranges.js';

const BINS = 2048;

/** Runs a model with some of its intermediate tensors as additional outputs. */
export interface Probe {
  run(images: Float32Array): Map<string, Float32Array>;
  dispose(): void;
}

/** Prepares a model with one input that begins with the batch. */
export function probe(runtime: OnnxRuntime, model: OnnxModel, tensors: readonly string[]): Probe {
  const inner = tensors.filter((name) => model.outputs.every((output) => output.name !== name));
  const outputs = [
    ...model.outputs,
    ...inner.map((name) => ({ name, dtype: 'float32' as const, shape: undefined })),
  ];
  const session: NativeSession = createSession(runtime, { ...model, outputs });
  const { name, shape } = model.inputs[0]!;
  const imageShape = (shape ?? []).slice(1).map(Number);
  const imageSize = imageShape.reduce((product, size) => product * size, 1);
  const fetches = Object.fromEntries(outputs.map((output) => [output.name, null]));
  return {
    run(images) {
      const feed = new runtime.Tensor('float32', images, [images.length / imageSize, ...imageShape]);
      const results = Object.entries(session.run({ [name]: feed }, fetches, {}));
      return new Map(
        results.flatMap(([key, { data }]) => (data instanceof Float32Array ? [[key, data]] : [])),
      );
    },
    dispose: () => session.dispose(),
  };
}

/** The histogram of each tensor over all calibration batches. */
export function calibrate(
  runtime: OnnxRuntime,
  model: OnnxModel,
  tensors: readonly string[],
  batches: readonly Float32Array[],
): Map<string, Histogram> {
  const session = probe(runtime, model, tensors);
  const bounds = new Map(tensors.map((name) => [name, { min: 0, max: 0 }]));
  for (const batch of batches) {
    const results = session.run(batch);
    for (const [name, bound] of bounds) widen(bound, results.get(name)!);
  }
  const histograms = new Map<string, Histogram>(
    [...bounds].map(([name, bound]) => [name, { ...bound, counts: new Float64Array(BINS) }]),
  );
  for (const batch of batches) {
    const results = session.run(batch);
    for (const [name, histogram] of histograms) count(histogram, results.get(name)!);
  }
  session.dispose();
  return histograms;
}

/** Every range includes zero, which padding needs exactly. */
function widen(bound: { min: number; max: number }, values: Float32Array): void {
  for (const value of values) {
    if (value < bound.min) bound.min = value;
    else if (value > bound.max) bound.max = value;
  }
}

function count({ min, max, counts }: Histogram, values: Float32Array): void {
  const scale = max > min ? counts.length / (max - min) : 0;
  const last = counts.length - 1;
  for (const value of values) {
    const bin = Math.floor((value - min) * scale);
    counts[Math.min(bin, last)]!++;
  }
}
