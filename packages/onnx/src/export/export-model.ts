import { describeModel, type ImageClassifier, modelMetadata } from '@convzoo/core';
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
  /** Sizes in TF.js's order; null stands for the batch, of any size. */
  readonly shape: readonly (number | null)[];
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

/** A function of tensors with the types of its inputs and the names of its outputs. */
export interface ExportedFunction {
  readonly compute: TensorFunction;
  readonly inputs: readonly ExportedInput[];
  readonly outputs: readonly string[];
  /** The tensors that it uses besides its inputs, by the names they get; by default TF.js's variables. */
  readonly weights?: Readonly<Record<string, tf.Tensor>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What can be exported. Of a classifier it is the whole network, from preprocessed images to logits. */
export type Exportable = ImageClassifier | tfl.LayersModel | ExportedFunction;

/**
 * Writes a model as an ONNX file (opset 18): inputs and outputs as in TF.js, so that images are
 * `[batch, height, width, channels]`, for any batch size, with the weights inside.
 *
 * The metadata of a classifier's file holds its description (`modelMetadata`), and its `taps` as JSON.
 *
 * @returns the bytes of the file.
 * @throws ConvzooError `invalid-model` if the function reads the numbers of its inputs, or depends on the batch
 *   size in a way that ONNX can't express.
 */
export async function exportOnnx(source: Exportable): Promise<Uint8Array> {
  return encodeModel(await exportModel(source));
}

export interface ModelOptions {
  /** The only batch size of the model; by default it is for any. */
  readonly batch?: number | undefined;
  /** Channels of a block of ONNX Runtime's blocked convolutions, for its CPU provider alone; by default none. */
  readonly block?: number | undefined;
}

/** The model that `exportOnnx` writes, before it is written. */
export async function exportModel(
  source: Exportable,
  { batch, block }: ModelOptions = {},
): Promise<OnnxModel> {
  const exported = describe(source);
  const nchwc = block === undefined ? undefined : { block, trainable: false, images: batch };
  if (batch !== undefined) return modelFor(exported, batch, nchwc);
  const [low, high] = TRACED_BATCHES;
  const first = await modelFor(exported, low, nchwc);
  const hasBatch = exported.inputs.some(({ shape }) => shape.includes(null));
  return hasBatch ? withDynamicBatch(first, await modelFor(exported, high, nchwc)) : first;
}

function describe(source: Exportable): ExportedFunction {
  if ('compute' in source) return source;
  if (!('architecture' in source)) return describeLayers(source);
  return {
    ...describeLayers(source.model),
    outputs: ['logits'],
    metadata: { ...modelMetadata(describeModel(source)), taps: JSON.stringify(Object.keys(source.taps)) },
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

async function modelFor(
  { compute, inputs, outputs, weights, metadata }: ExportedFunction,
  batch: number,
  nchwc: NCHWcOptions | undefined,
): Promise<OnnxModel> {
  const types = inputs.map(({ shape, dtype = 'float32' }) => ({
    dtype,
    shape: shape.map((size) => size ?? batch),
  }));
  const traced = await trace(compute, types, weights, nchwc);
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

/** The names by which the user knows inputs and outputs. */
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

/** An output that is an input, or another output as well, needs a node of its own. */
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
