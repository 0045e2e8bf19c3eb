import { ProtobufWriter } from './protobuf.js';

/** Element types of ONNX tensors that this package writes. */
export type ElementType = 'float32' | 'int32' | 'int64' | 'bool' | 'uint8' | 'int8';

/** The array that holds a tensor's elements: `bool` and `uint8` share one. */
export type ElementData = Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** Elements as numbers. */
export function numbersOf(data: ElementData): number[] {
  return Array.from<number | bigint, number>(data, Number);
}

/** A size, or the name of a size that is known only when the model runs. */
export type Dimension = number | string;

/** Floats are wrapped, as JavaScript does not distinguish 1 from 1.0. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  /** An empty name marks an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: ElementData;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly dtype: ElementType;
  /** Undefined if not even the rank is known. */
  readonly shape: readonly Dimension[] | undefined;
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /**
   * Types of intermediate tensors, as far as they are known. ONNX Runtime computes in place where two are
   * equal.
   */
  readonly values?: readonly OnnxValueInfo[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The operator set of every model that this package writes. */
export const OPSET_VERSION = 18;

const IR_VERSION = 8;
const PRODUCER = 'convzoo';

/** `TensorProto.DataType` by name. */
export const DATA_TYPES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, ints: 7 };

/**
 * Serializes a model as an ONNX `ModelProto`.
 * Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new ProtobufWriter();
  writer.int(1, IR_VERSION);
  writer.string(2, PRODUCER);
  writer.message(7, (graph) => writeGraph(graph, model));
  for (const domain of domainsOf(model)) {
    writer.message(8, (opset) => {
      opset.string(1, domain);
      opset.int(2, domain === '' ? OPSET_VERSION : 1);
    });
  }
  for (const [key, value] of Object.entries(model.metadata ?? {})) {
    writer.message(14, (entry) => {
      entry.string(1, key);
      entry.string(2, value);
    });
  }
  return writer.finish();
}

function domainsOf(model: OnnxModel): Set<string> {
  return new Set(['', ...model.nodes.map((node) => node.domain)]);
}

function writeGraph(writer: ProtobufWriter, model: OnnxModel): void {
  for (const node of model.nodes) writer.message(1, (nested) => writeNode(nested, node));
  writer.string(2, model.name);
  for (const tensor of model.initializers) writer.message(5, (nested) => writeTensor(nested, tensor));
  for (const input of model.inputs) writer.message(11, (nested) => writeValueInfo(nested, input));
  for (const output of model.outputs) writer.message(12, (nested) => writeValueInfo(nested, output));
  for (const value of model.values ?? []) writer.message(13, (nested) => writeValueInfo(nested, value));
}

function writeNode(writer: ProtobufWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(3, node.name);
  writer.string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) {
    writer.message(5, (nested) => writeAttribute(nested, name, value));
  }
  if (node.domain !== '') writer.string(7, node.domain);
}

function writeAttribute(writer: ProtobufWriter, name: string, value: Attribute): void {
  writer.string(1, name);
  if (typeof value === 'number') {
    writer.int(3, value);
    writer.int(20, ATTRIBUTE_TYPES.int);
  } else if (typeof value === 'string') {
    writer.string(4, value);
    writer.int(20, ATTRIBUTE_TYPES.string);
  } else if ('float' in value) {
    writer.float(2, value.float);
    writer.int(20, ATTRIBUTE_TYPES.float);
  } else {
    for (const item of value) writer.int(8, item);
    writer.int(20, ATTRIBUTE_TYPES.ints);
  }
}

function writeTensor(writer: ProtobufWriter, { name, dtype, shape, data }: OnnxTensor): void {
  for (const size of shape) writer.int(1, size);
  writer.int(2, DATA_TYPES[dtype]);
  writer.string(8, name);
  writer.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(writer: ProtobufWriter, { name, dtype, shape }: OnnxValueInfo): void {
  writer.string(1, name);
  writer.message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.int(1, DATA_TYPES[dtype]);
      if (shape === undefined) return;
      tensor.message(2, (dimensions) => {
        for (const size of shape) {
          dimensions.message(1, (dimension) =>
            typeof size === 'number' ? dimension.int(1, size) : dimension.string(2, size),
          );
        }
      });
    }),
  );
}
