import { describeModel, type ImageClassifier, modelMetadata, versionsInUse } from '@convzoo/core';
import {
  encodeModel,
  modelOf,
  type NCHWcOptions,
  type OnnxModel,
  type OnnxNode,
  type Operand,
  type TensorFunction,
  type Trace,
  trace,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { TRACED_BATCHES, withDynamicBatch } from './dynamic-batch.js';
import { foldWeights } from './fold.js';

/** An input of an exported function. */
export interface ExportedInput {
  readonly name: string;
  /** Sizes in TF.js's order; null stands for the batch size. */
  readonly shape: readonly (number | null)[];
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

/** A function of tensors with the types of its inputs and the names of its outputs. */
export interface ExportedFunction {
  readonly compute: TensorFunction;
  readonly inputs: readonly ExportedInput[];
  readonly outputs: readonly string[];
  /** The tensors that it uses besides its inputs, by name; by default TF.js's variables. */
  readonly weights?: Readonly<Record<string, tf.Tensor>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What can be exported. A classifier is exported from preprocessed images to logits. */
export type Exportable = ImageClassifier | tfl.LayersModel | ExportedFunction;

/**
 * Exports a model as an ONNX file (opset 18) with its weights, for any batch size. Inputs and outputs are as
 * in TF.js: images are `[batch, height, width, channels]`.
 *
 * The metadata of a classifier's file holds its description (`modelMetadata`), and its `taps` as JSON.
 *
 * @returns the bytes of the file
 * @throws ConvzooError `invalid-model` if the function reads the values of its inputs, or depends on the
 *   batch size in a way that ONNX cannot express
 */
export async function exportOnnx(source: Exportable): Promise<Uint8Array> {
  return encodeModel(await exportModel(source));
}

export interface ModelOptions {
  /** The model's batch size; by default it takes any. */
  readonly batch?: number | undefined;
  /**
   * Channels of a block, for NCHWc convolutions on ONNX Runtime's CPU provider; by default convolutions are
   * standard.
   */
  readonly block?: number | undefined;
}

/** What a source computes, recorded but not arranged. It determines the model. */
export interface TracedSource {
  readonly exported: ExportedFunction;
  /** For the batch size of the model, or for both of `TRACED_BATCHES` if it takes any. */
  readonly traces: readonly [Trace, Trace?];
  readonly nchwc: NCHWcOptions | undefined;
}

/** The model that `exportOnnx` encodes. */
export async function exportModel(source: Exportable, options: ModelOptions = {}): Promise<OnnxModel> {
  return arrangeModel(traceSource(source, options));
}

/** The first half of `exportModel`, which is fast: it computes nothing. */
export function traceSource(source: Exportable, { batch, block }: ModelOptions): TracedSource {
  const exported = describe(source);
  const nchwc: NCHWcOptions | undefined =
    block === undefined ? undefined : { block, trainable: false, batch };
  const traceFor = ({ compute, inputs, weights }: ExportedFunction, size: number): Trace => {
    const types = inputs.map(({ shape, dtype = 'float32' }) => ({
      dtype,
      shape: shape.map((one) => one ?? size),
    }));
    return trace(compute, types, weights, nchwc);
  };
  const [low, high] = TRACED_BATCHES;
  const first = traceFor(exported, batch ?? low);
  const hasBatch = exported.inputs.some(({ shape }) => shape.includes(null));
  const isDynamic = batch === undefined && hasBatch;
  return { exported, traces: isDynamic ? [first, traceFor(exported, high)] : [first], nchwc };
}

/** The second half of `exportModel`, which computes what depends on weights alone. */
export function arrangeModel({ exported, traces: [first, second], nchwc }: TracedSource): OnnxModel {
  const model = modelFor(first, exported, nchwc);
  return second === undefined ? model : withDynamicBatch(model, modelFor(second, exported, nchwc));
}

function describe(source: Exportable): ExportedFunction {
  if ('compute' in source) return source;
  if (!('architecture' in source)) return describeLayers(source);
  const versions = versionsInUse(['@convzoo/onnx', source.architecture.package], import.meta.url);
  return {
    ...describeLayers(source.model),
    outputs: ['logits'],
    metadata: {
      ...modelMetadata(describeModel(source, { versions })),
      taps: JSON.stringify(Object.keys(source.taps)),
    },
  };
}

function describeLayers(model: tfl.LayersModel): ExportedFunction {
  return {
    compute: (...inputs: tf.Tensor[]) => model.predictOnBatch(inputs.length === 1 ? inputs[0]! : inputs),
    inputs: model.inputs.map(({ shape }, i) => ({ name: model.inputNames[i] ?? `input${i}`, shape })),
    outputs: model.outputNames,
    weights: Object.fromEntries(model.weights.map((weight) => [weight.originalName, weight.read()])),
  };
}

function modelFor(
  traced: Trace,
  { inputs, outputs, metadata }: ExportedFunction,
  nchwc: NCHWcOptions | undefined,
): OnnxModel {
  const { slice, names } = foldWeights(traced);
  const fixed = new Set(slice.inputs.filter((input) => !traced.inputs.includes(input)));
  const finalNames = publicNames(names, traced, inputs, outputs);
  const { values, ...model } = modelOf(slice, finalNames, fixed);
  const results = traced.outputs.map((value, i) => ({
    name: outputs[i] ?? `output${i}`,
    dtype: value.dtype,
    shape: value.shape,
  }));
  return {
    ...model,
    nodes: [
      ...model.nodes,
      ...passedThrough(
        traced,
        finalNames,
        results.map(({ name }) => name),
      ),
    ],
    outputs: results,
    ...(values === undefined || nchwc === undefined ? {} : { values }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Names, with those that the caller gave to inputs and outputs. */
function publicNames(
  names: ReadonlyMap<Operand, string>,
  { inputs, outputs }: Trace,
  inputTypes: readonly ExportedInput[],
  outputNames: readonly string[],
): Map<Operand, string> {
  const result = new Map(names);
  outputs.forEach((output, i) => {
    if (output.producer !== undefined) result.set(output, outputNames[i] ?? `output${i}`);
  });
  inputs.forEach((input, i) => {
    result.set(input, inputTypes[i]!.name);
  });
  return result;
}

/** Identity nodes for outputs that are inputs, or other outputs, as well. */
function passedThrough(
  { outputs }: Trace,
  names: ReadonlyMap<Operand, string>,
  outputNames: readonly string[],
): OnnxNode[] {
  return outputs.flatMap((output, i): OnnxNode[] => {
    const [name, own] = [names.get(output)!, outputNames[i]!];
    if (name === own) return [];
    return [
      { name: `Identity/${own}`, op: 'Identity', domain: '', inputs: [name], outputs: [own], attributes: {} },
    ];
  });
}
