import { ConvzooError } from '@convzoo/core';
import {
  createSession,
  DATA_TYPES,
  loadOnnxRuntime,
  messageOf,
  type NativeSession,
  type NativeValue,
  nchwcBlockSize,
  type OnnxModel,
  type OnnxRuntime,
  sizeOf,
  startProvider,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';
import { type Exportable, exportModel } from '../export/export-model.js';
import { inMicroBatches } from './micro-batch.js';

export interface SessionChoices {
  /** Execution providers in order of preference; the first that starts is used. Default `['cpu']`. */
  readonly providers?: readonly string[];
  /** Threads of one operator. Default: as ONNX Runtime decides. */
  readonly threads?: number;
}

export interface CompileOptions extends SessionChoices {
  /**
   * How many images every run has. Default: any number. Providers that compile a network for fixed sizes need it. The CPU
   * does larger batches in fewer products if it knows of them, with filters that take more memory.
   */
  readonly batch?: number;
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
 *   output, `invalid-argument` for a batch of no images, `runtime-unavailable` if no provider starts.
 */
export async function compile(
  source: Exportable,
  { batch, providers = ['cpu'], ...choices }: CompileOptions = {},
): Promise<CompiledModel> {
  if (batch !== undefined && !(Number.isInteger(batch) && batch > 0)) {
    throw new ConvzooError('invalid-argument', {
      subject: 'compile: batch',
      expected: 'a whole number of at least 1',
      found: `${batch}`,
    });
  }
  const runtime = loadOnnxRuntime();
  const provider = startProvider(runtime, providers);
  const block = nchwcBlockSize(runtime, provider);
  const paired = batch !== undefined && block !== undefined && 'taps' in source;
  const exported = await exportModel(paired ? inMicroBatches(source, batch) : source, { batch, block });
  return compileModel(exported, { providers: [provider], ...choices });
}

/**
 * Compiles an ONNX model, or the bytes of a file that `exportOnnx` wrote or a tool like it: one whose only input and
 * only output begin with the batch.
 *
 * @throws ConvzooError as `compile` does.
 */
export function compileModel(
  model: OnnxModel | Uint8Array,
  { providers = ['cpu'], threads }: SessionChoices = {},
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
  const fixed = input.batch === UNKNOWN ? undefined : input.batch;
  return {
    inputShape: input.shape,
    outputShape: output.shape,
    predict(images) {
      const batch = images.length / imageSize;
      if (!Number.isInteger(batch) || batch === 0 || batch !== (fixed ?? batch)) {
        const some = fixed === undefined ? 'a multiple of' : `${fixed} times`;
        throw new ConvzooError('invalid-shape', {
          subject: 'predict',
          expected: `${some} ${imageSize} numbers, which make an image of [${input.shape}]`,
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
    const found = messageOf(cause);
    throw new ConvzooError('run-failed', {
      subject: 'predict',
      expected: 'ONNX Runtime to run it',
      found,
      cause,
    });
  }
  const { data } = results[name]!;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`${name} is not of type float32`);
}

/** The only input or output of a model. */
interface OnlyValue {
  readonly name: string;
  /** -1 if it is known only when the model runs. */
  readonly batch: number;
  /** What is behind the batch. */
  readonly shape: readonly number[];
}

function only(values: readonly NativeValue[], role: string): OnlyValue {
  const [value] = values;
  if (values.length === 1 && value?.type === DATA_TYPES.float32) {
    const [batch, ...shape] = value.shape;
    if (batch !== undefined && !shape.includes(UNKNOWN)) return { name: value.name, batch, shape };
  }
  const found = values.map(({ name, type, shape }) => `${name}: type ${type} [${shape}]`);
  throw new ConvzooError('invalid-model', {
    subject: 'compile',
    expected: `one ${role} of float32 (type ${DATA_TYPES.float32}), of which at most the first size, the batch, varies`,
    found: found.join('; ') || 'none',
  });
}

/** A size that is known only when the model runs. */
const UNKNOWN = -1;
