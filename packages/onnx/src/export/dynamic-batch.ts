import { ConvzooError } from '@convzoo/core';
import {
  type Dimension,
  numbersOf,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';

/** Batch sizes unlike any other size of a network, so that they can be recognized. */
export const TRACED_BATCHES = [1009, 2003] as const;

/**
 * Merges the models for the two `TRACED_BATCHES` into one for any batch size: the numbers in which they
 * differ, sizes in the shapes of Reshape, Expand or Slice, become `factor * batch + offset`.
 *
 * @throws ConvzooError `invalid-model` if the models differ in anything else.
 */
export function withDynamicBatch(first: OnnxModel, second: OnnxModel): OnnxModel {
  assertSameStructure(first, second);
  const varying = first.initializers.flatMap((tensor, i) => {
    const other = second.initializers[i]!;
    return sameNumbers(tensor, other) ? [] : [lineThrough(tensor, other)];
  });
  const left = varying.filter((line) => !isShapeWithOneUnknown(line, first.nodes));
  const replaced = new Map(
    varying
      .filter((line) => !left.includes(line))
      .map(({ name, factors, offsets }) => [
        name,
        vector(
          name,
          offsets.map((offset, i) => (factors[i] === 0 ? offset : -1)),
        ),
      ]),
  );
  const computed = new Set(left.map(({ name }) => name));
  const initializers = first.initializers
    .filter(({ name }) => !computed.has(name))
    .map((tensor) => replaced.get(tensor.name) ?? tensor);
  const batch =
    left.length === 0 ? { nodes: [], initializers: [] } : batchSizeOf(first.inputs[0]?.name ?? '');
  const lines = left.map(compute);
  return {
    ...first,
    nodes: [...batch.nodes, ...lines.flatMap(({ nodes }) => nodes), ...first.nodes],
    initializers: [...initializers, ...batch.initializers, ...lines.flatMap((line) => line.initializers)],
    inputs: mergeTypes(first.inputs, second.inputs),
    outputs: mergeTypes(first.outputs, second.outputs),
    ...(first.values === undefined ? {} : { values: mergeKnown(first.values, second.values ?? []) }),
  };
}

/** A vector of sizes as a function of the batch size. */
interface Line {
  readonly name: string;
  readonly factors: readonly number[];
  readonly offsets: readonly number[];
}

function lineThrough(first: OnnxTensor, second: OnnxTensor): Line {
  const [low, high] = TRACED_BATCHES;
  const [start, end] = [first, second].map(({ data }) => numbersOf(data));
  const factors = end!.map((value, i) => (value - start![i]!) / (high - low));
  if (first.dtype !== 'int64' || !factors.every(Number.isInteger)) {
    throw mismatch(`${first.name} (${first.dtype}), which is not a linear function of it`);
  }
  return { name: first.name, factors, offsets: start!.map((value, i) => value - factors[i]! * low) };
}

/** Reshape infers one size by itself, so that -1 will do. */
function isShapeWithOneUnknown({ name, factors }: Line, nodes: readonly OnnxNode[]): boolean {
  const users = nodes.filter(({ inputs }) => inputs.includes(name));
  return factors.filter((factor) => factor !== 0).length === 1 && users.every(({ op }) => op === 'Reshape');
}

interface Part {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

function batchSizeOf(input: string): Part {
  return {
    nodes: [
      node('Shape', [input], 'batch/shape'),
      node('Gather', ['batch/shape', 'batch/axis'], 'batch/size'),
    ],
    initializers: [vector('batch/axis', [0])],
  };
}

function compute({ name, factors, offsets }: Line): Part {
  const [factor, offset, product] = [`${name}/factor`, `${name}/offset`, `${name}/product`];
  return {
    nodes: [node('Mul', ['batch/size', factor], product), node('Add', [product, offset], name)],
    initializers: [vector(factor, factors), vector(offset, offsets)],
  };
}

function node(op: string, inputs: readonly string[], output: string): OnnxNode {
  return { name: output, op, domain: '', inputs, outputs: [output], attributes: {} };
}

function vector(name: string, values: readonly number[]): OnnxTensor {
  return { name, dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

function mergeTypes(first: readonly OnnxValueInfo[], second: readonly OnnxValueInfo[]): OnnxValueInfo[] {
  return first.map((type, i) => ({
    ...type,
    shape: type.shape?.map((size, axis): Dimension => (size === second[i]?.shape?.[axis] ? size : 'batch')),
  }));
}

/** The types in which only the batch varies. */
function mergeKnown(first: readonly OnnxValueInfo[], second: readonly OnnxValueInfo[]): OnnxValueInfo[] {
  const [low] = TRACED_BATCHES;
  const known = first.filter(({ shape }, i) =>
    shape?.every((size, axis) => size === second[i]?.shape?.[axis] || size === low),
  );
  return mergeTypes(
    known,
    known.map((type) => second[first.indexOf(type)]!),
  );
}

function sameNumbers(a: OnnxTensor, b: OnnxTensor): boolean {
  return (
    a.data === b.data || (a.data.length === b.data.length && a.data.every((value, i) => value === b.data[i]))
  );
}

function assertSameStructure(first: OnnxModel, second: OnnxModel): void {
  const structure = ({ nodes, initializers }: OnnxModel) =>
    JSON.stringify([nodes, initializers.map(({ name, dtype, shape }) => [name, dtype, shape])]);
  if (structure(first) !== structure(second)) throw mismatch('its operators or their attributes');
}

function mismatch(what: string): ConvzooError {
  return new ConvzooError('invalid-model', {
    subject: 'export for any batch size',
    expected: 'only sizes to depend on the batch size',
    found: what,
    remedy: 'Compile it for one batch size, or give the exported input a fixed batch.',
  });
}
