import { ConvzooError } from '@convzoo/core';
import { sizeOf } from '../engine/value.js';
import { runFailed } from '../errors.js';
import { type Exportable, exportModel } from '../export/export-model.js';
import { DATA_TYPES, type OnnxModel } from '../model/model.js';
import {
  loadOnnxRuntime,
  type NativeSession,
  type NativeValue,
  type OnnxRuntime,
} from '../runtime/binding.js';
import { startProvider } from '../runtime/providers.js';
import { createSession } from '../runtime/session.js';

export interface CompileOptions {
  /** Execution providers in order of preference; the first that starts is used. Default `['cpu']`. */
  readonly providers?: readonly string[];
  /** Threads of one operator. Default: as ONNX Runtime decides. */
  readonly threads?: number;
}

/** A model with one input and one output, ready to run without TF.js. */
export interface CompiledModel {
  /** Shape of one image: what the input has behind the batch. */
  readonly inputShape: readonly number[];
  /** Shape of the result for one image. */
  readonly outputShape: readonly number[];
  readonly provider: string;
  /**
   * Runs a batch.
   *
   * @param images The images one after the other, `[batch, ...inputShape]`.
   * @returns `[batch, ...outputShape]`, an array of its own.
   * @throws ConvzooError `invalid-shape` if there is no whole number of images, `run-failed` if ONNX Runtime fails.
   */
  predict(images: Float32Array): Float32Array;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Compiles a model for inference at ONNX Runtime's full speed: its weights are arranged ahead of time, and TF.js
 * is not involved any more.
 *
 * @throws ConvzooError `invalid-model` if it can't be exported (see `exportOnnx`) or has not one input and one
 *   output, `runtime-unavailable` if no provider starts.
 */
export async function compile(source: Exportable, options: CompileOptions = {}): Promise<CompiledModel> {
  return compileModel(await exportModel(source), options);
}

/**
 * Compiles an ONNX model, or the bytes of a file that `exportOnnx` wrote or a tool like it: one whose only input and
 * only output begin with the batch.
 *
 * @throws ConvzooError as `compile` does.
 */
export function compileModel(
  model: OnnxModel | Uint8Array,
  { providers = ['cpu'], threads }: CompileOptions = {},
): CompiledModel {
  const runtime = loadOnnxRuntime();
  const provider = startProvider(runtime, providers);
  const session = createSession(runtime, model, {
    providers: [provider],
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    return { ...predictor(runtime, session), provider, dispose: () => session.dispose() };
  } catch (error) {
    session.dispose();
    throw error;
  }
}

function predictor(
  runtime: OnnxRuntime,
  session: NativeSession,
): Pick<CompiledModel, 'inputShape' | 'outputShape' | 'predict'> {
  const input = only(session.inputMetadata, 'input');
  const output = only(session.outputMetadata, 'output');
  const imageSize = sizeOf(input.shape);
  return {
    inputShape: input.shape,
    outputShape: output.shape,
    predict(images) {
      const batch = images.length / imageSize;
      if (!Number.isInteger(batch) || batch === 0) {
        throw new ConvzooError('invalid-shape', {
          subject: 'predict',
          expected: `a multiple of ${imageSize} numbers, which make an image of [${input.shape}]`,
          found: `${images.length} numbers`,
        });
      }
      const feed = new runtime.Tensor('float32', images, [batch, ...input.shape]);
      return floatsOf(session, { [input.name]: feed }, output.name);
    },
  };
}

function floatsOf(
  session: NativeSession,
  feeds: Parameters<NativeSession['run']>[0],
  name: string,
): Float32Array {
  let results: ReturnType<NativeSession['run']>;
  try {
    results = session.run(feeds, { [name]: null }, {});
  } catch (cause) {
    throw runFailed('predict', cause);
  }
  const { data } = results[name]!;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`${name} is not of type float32`);
}

/** The name of the only input or output, and its shape behind the batch. */
function only(values: readonly NativeValue[], role: string): { name: string; shape: readonly number[] } {
  const [value] = values;
  if (values.length === 1 && value?.type === DATA_TYPES.float32) {
    const [batch, ...shape] = value.shape;
    if (batch === UNKNOWN && !shape.includes(UNKNOWN)) return { name: value.name, shape };
  }
  const found = values.map(({ name, type, shape }) => `${name}: type ${type} [${shape}]`);
  throw new ConvzooError('invalid-model', {
    subject: 'compile',
    expected: `one ${role} of float32 (type ${DATA_TYPES.float32}), of which only the first size, the batch, varies`,
    found: found.join('; ') || 'none',
  });
}

/** A size that is known only when the model runs. */
const UNKNOWN = -1;
