import type { OnnxModel, OnnxRuntime } from '@convzoo/tfjs-backend-onnxruntime/recorder';
import { probe } from './calibrate.js';
import type { Plan } from './qdq.js';

export interface LayerError {
  /** The node's kernel and position, and its weight if it has one. */
  readonly layer: string;
  /** Signal-to-quantization-noise ratio of its output, in decibels: 10 log10(sum x^2 / sum (x - q)^2). */
  readonly decibels: number;
}

export interface QuantizationReport {
  readonly images: number;
  /** Share of the images with the same top-1 class. */
  readonly top1Agreement: number;
  /** Mean cosine similarity of the logits. */
  readonly cosine: number;
  /** In order of computation; later layers include the errors of earlier ones. */
  readonly layers: readonly LayerError[];
}

/** Runs both models on the same images. */
export function compareModels(
  runtime: OnnxRuntime,
  float: OnnxModel,
  quantized: OnnxModel,
  plan: Plan,
  batches: readonly Float32Array[],
): QuantizationReport {
  const logits = float.outputs[0]!.name;
  const layers = [...plan.nodes].flatMap((node) => {
    const weight = float.initializers
      .find(({ name }) => name === node.inputs[1])
      ?.name.replace(/\/folded$/, '');
    const tensor = [node.outputs[0]!, reluOf(float, node.outputs[0]!)].find((name) =>
      plan.tensors.has(name ?? ''),
    );
    return tensor === undefined ? [] : [{ layer: [node.name, weight].filter(Boolean).join(' '), tensor }];
  });
  const tensors = layers.map(({ tensor }) => tensor);
  const [exact, rounded] = [
    probe(runtime, float, tensors),
    probe(
      runtime,
      quantized,
      tensors.map((t) => `${t}/dq`),
    ),
  ];

  let [images, agreements, cosines] = [0, 0, 0];
  const noise = layers.map(() => ({ signal: 0, error: 0 }));
  for (const batch of batches) {
    const [expected, found] = [exact.run(batch), rounded.run(batch)];
    for (const [a, b] of rowPairs(expected.get(logits)!, found.get(logits)!, rowLength(float))) {
      images++;
      if (argMax(a) === argMax(b)) agreements++;
      cosines += dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b) || 1);
    }
    layers.forEach(({ tensor }, i) => {
      addNoise(noise[i]!, expected.get(tensor)!, found.get(`${tensor}/dq`)!);
    });
  }
  exact.dispose();
  rounded.dispose();
  return {
    images,
    top1Agreement: agreements / images,
    cosine: cosines / images,
    layers: layers.map(({ layer }, i) => ({
      layer,
      decibels: 10 * Math.log10(noise[i]!.signal / (noise[i]!.error || Number.MIN_VALUE)),
    })),
  };
}

function reluOf({ nodes }: OnnxModel, tensor: string): string | undefined {
  return nodes.find(({ op, inputs }) => op === 'Relu' && inputs[0] === tensor)?.outputs[0];
}

function rowLength({ outputs }: OnnxModel): number {
  return outputs[0]!.shape!.slice(1).reduce<number>((product, size) => product * Number(size), 1);
}

function* rowPairs(
  a: Float32Array,
  b: Float32Array,
  length: number,
): Generator<[Float32Array, Float32Array]> {
  for (let i = 0; i < a.length; i += length) yield [a.subarray(i, i + length), b.subarray(i, i + length)];
}

function argMax(values: Float32Array): number {
  return values.indexOf(values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function addNoise(
  noise: { signal: number; error: number },
  expected: Float32Array,
  found: Float32Array,
): void {
  for (let i = 0; i < expected.length; i++) {
    noise.signal += expected[i]! ** 2;
    noise.error += (expected[i]! - found[i]!) ** 2;
  }
}
