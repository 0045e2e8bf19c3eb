import {
  numbersOf,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  sizeOf,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';
import type { Range } from './ranges.js';

/** Operators that run in int8, with the inputs that are activations. */
const QUANTIZED: Readonly<Record<string, 'first' | 'all'>> = {
  Conv: 'first',
  Gemm: 'first',
  Add: 'all',
  MaxPool: 'first',
  AveragePool: 'first',
  GlobalAveragePool: 'first',
};

/** Operators whose outputs have the range of their inputs. */
const RANGE_KEEPING: ReadonlySet<string> = new Set(['MaxPool']);

export interface Plan {
  /** The nodes that run in int8. */
  readonly nodes: ReadonlySet<OnnxNode>;
  /** The activations that are quantized. */
  readonly tensors: ReadonlySet<string>;
}

/**
 * Plans what to quantize: every operator that ONNX Runtime has in int8, unless it is kept in float, with all
 * activations that it reads and writes. The model's outputs stay in float, and so do tensors between a
 * convolution and its Relu, which are fused.
 */
export function planQuantization(model: OnnxModel, keepFloat: (node: OnnxNode) => boolean): Plan {
  const weights = new Set(model.initializers.map(({ name }) => name));
  const nodes = new Set(
    model.nodes.filter((node) => {
      const inputs = activationsOf(node);
      const hasKernel = node.op === 'Conv' || node.op === 'Gemm';
      const usable =
        inputs.every((name) => !weights.has(name)) && (!hasKernel || weights.has(node.inputs[1]!));
      return inputs.length > 0 && usable && !keepFloat(node);
    }),
  );
  const tensors = new Set<string>();
  for (const node of nodes) {
    for (const name of activationsOf(node)) tensors.add(name);
    const relu = soleRelu(model, node);
    tensors.add((relu ?? node).outputs[0]!);
  }
  for (const { name } of model.outputs) tensors.delete(name);
  return { nodes, tensors };
}

function activationsOf(node: OnnxNode): readonly string[] {
  const kind = QUANTIZED[node.op];
  if (kind === undefined) return [];
  return kind === 'all' ? node.inputs : node.inputs.slice(0, 1);
}

function soleRelu(model: OnnxModel, node: OnnxNode): OnnxNode | undefined {
  const readers = model.nodes.filter(({ inputs }) => inputs.includes(node.outputs[0]!));
  return readers.length === 1 && readers[0]?.op === 'Relu' ? readers[0] : undefined;
}

/**
 * Inserts QuantizeLinear and DequantizeLinear as planned (the QDQ form of
 * https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html): activations as uint8 with
 * one scale, weights as int8 with a scale per output channel, biases as int32.
 */
export function insertQdq(model: OnnxModel, plan: Plan, ranges: ReadonlyMap<string, Range>): OnnxModel {
  const weights = new Map(model.initializers.map((tensor) => [tensor.name, tensor]));
  const scales = activationScales(model, plan, ranges);
  const initializers = new Map<string, OnnxTensor>();
  const nodes: OnnxNode[] = [];
  const add = (tensor: OnnxTensor): string => {
    initializers.set(tensor.name, tensor);
    return tensor.name;
  };

  const quantizeActivation = (name: string): void => {
    const { scale, zeroPoint } = scales.get(name)!;
    const parameters = [
      add({ name: `${name}/scale`, dtype: 'float32', shape: [], data: Float32Array.of(scale) }),
      add({ name: `${name}/zero`, dtype: 'uint8', shape: [], data: Uint8Array.of(zeroPoint) }),
    ];
    nodes.push(
      operator('QuantizeLinear', [name, ...parameters], `${name}/q`),
      operator('DequantizeLinear', [`${name}/q`, ...parameters], `${name}/dq`),
    );
  };

  for (const { name } of model.inputs) if (plan.tensors.has(name)) quantizeActivation(name);
  for (const node of model.nodes) {
    nodes.push(plan.nodes.has(node) ? quantizeNode(node) : node);
    for (const output of node.outputs) if (plan.tensors.has(output)) quantizeActivation(output);
  }

  function quantizeNode(node: OnnxNode): OnnxNode {
    const activations = new Set(activationsOf(node));
    const inputs = node.inputs.map((name) =>
      activations.has(name) && plan.tensors.has(name) ? `${name}/dq` : name,
    );
    if (node.op !== 'Conv' && node.op !== 'Gemm') return { ...node, inputs };
    const weight = weights.get(node.inputs[1]!)!;
    const axis = node.op === 'Conv' || node.attributes.transB === 1 ? 0 : 1;
    const { tensor, scales: perChannel } = quantizeWeight(weight, axis);
    const channels = [perChannel.length];
    const scale = add({ name: `${weight.name}/scale`, dtype: 'float32', shape: channels, data: perChannel });
    const zero = add({
      name: `${weight.name}/zero`,
      dtype: 'int8',
      shape: channels,
      data: new Int8Array(perChannel.length),
    });
    nodes.push(operator('DequantizeLinear', [add(tensor), scale, zero], `${weight.name}/dq`, { axis }));
    inputs[1] = `${weight.name}/dq`;
    const bias = weights.get(node.inputs[2] ?? '');
    if (bias !== undefined)
      inputs[2] = quantizeBias(bias, scales.get(node.inputs[0]!)!.scale, perChannel, weight.name);
    return { ...node, inputs };
  }

  /** The bias in units of the accumulator, whose scale is the product of those of input and weight. */
  function quantizeBias(bias: OnnxTensor, input: number, perChannel: Float32Array, weight: string): string {
    const name = `${weight}/bias`;
    const units = perChannel.map((scale) => scale * input);
    const values = Int32Array.from(numbersOf(bias.data), (value, i) =>
      clamp(Math.round(value / units[i]!), 2 ** 31 - 1),
    );
    const scale = add({ name: `${name}/scale`, dtype: 'float32', shape: [units.length], data: units });
    const zero = add({
      name: `${name}/zero`,
      dtype: 'int32',
      shape: [units.length],
      data: new Int32Array(units.length),
    });
    const quantized = add({ name: `${name}/q`, dtype: 'int32', shape: bias.shape, data: values });
    nodes.push(operator('DequantizeLinear', [quantized, scale, zero], `${name}/dq`, { axis: 0 }));
    return `${name}/dq`;
  }

  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const kept = model.initializers.filter(({ name }) => used.has(name));
  return { ...model, nodes, initializers: [...kept, ...initializers.values()] };
}

interface Scale {
  readonly scale: number;
  readonly zeroPoint: number;
}

function activationScales(
  model: OnnxModel,
  plan: Plan,
  ranges: ReadonlyMap<string, Range>,
): Map<string, Scale> {
  const scales = new Map([...plan.tensors].map((name) => [name, unsignedScale(ranges.get(name)!)]));
  for (const node of model.nodes) {
    const given =
      RANGE_KEEPING.has(node.op) && plan.nodes.has(node) ? scales.get(node.inputs[0]!) : undefined;
    if (given !== undefined && scales.has(node.outputs[0]!)) scales.set(node.outputs[0]!, given);
  }
  return scales;
}

function unsignedScale({ min, max }: Range): Scale {
  const scale = (max - min) / 255 || 1;
  return { scale, zeroPoint: Math.round(-min / scale) };
}

/**
 * Weights use seven of their eight bits. Without VNNI instructions ONNX Runtime adds pairs of products in 16
 * bits, which saturate at 32767: 2 * 255 * 63 stays below, 2 * 255 * 127 does not.
 */
const LARGEST_WEIGHT = 63;

function quantizeWeight(weight: OnnxTensor, axis: number): { tensor: OnnxTensor; scales: Float32Array } {
  const channels = weight.shape[axis]!;
  const inner = sizeOf(weight.shape.slice(axis + 1));
  const channelOf = (index: number): number => Math.floor(index / inner) % channels;
  const largest = new Float32Array(channels);
  const values = numbersOf(weight.data);
  values.forEach((value, i) => {
    const channel = channelOf(i);
    largest[channel] = Math.max(largest[channel]!, Math.abs(value));
  });
  const scales = largest.map((value) => value / LARGEST_WEIGHT || 1);
  const data = Int8Array.from(values, (value, i) =>
    clamp(Math.round(value / scales[channelOf(i)]!), LARGEST_WEIGHT),
  );
  return { tensor: { name: `${weight.name}/q`, dtype: 'int8', shape: weight.shape, data }, scales };
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

function operator(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: OnnxNode['attributes'] = {},
): OnnxNode {
  return { name: `${op}/${output}`, op, domain: '', inputs, outputs: [output], attributes };
}
