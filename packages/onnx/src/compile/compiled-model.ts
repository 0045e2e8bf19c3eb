import { ConvzooError } from '@convzoo/core';
import {
  createSession,
  DATA_TYPES,
  loadOnnxRuntime,
  messageOf,
  type NativeSession,
  type NativeValue,
  type OnnxModel,
  sizeOf,
  startProvider,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';

export interface SessionOptions {
  /** Execution providers in order of preference; the first that starts is used. Default `['cpu']`. */
  readonly providers?: readonly string[] | undefined;
  /** Threads of one operator. Default: as ONNX Runtime decides. */
  readonly threads?: number | undefined;
}

/** A network with one input and one output that runs without TF.js. */
export interface CompiledNetwork {
  /** Shape of one image, without the batch. */
  readonly inputShape: readonly number[];
  /** Shape of the output for one image. */
  readonly outputShape: readonly number[];
  /** The execution provider that it runs on. */
  readonly provider: string;
  /**
   * Computes the network's output.
   *
   * A network compiled for one batch size takes any number of images all the same: it runs batch by batch,
   * and the last batch is filled up with zeros.
   *
   * @param images `[count, ...inputShape]`
   * @returns `[count, ...outputShape]`, a new array
   * @throws ConvzooError `invalid-shape` unless there is a whole number of images, `run-failed` if ONNX
   *   Runtime fails
   */
  run(images: Float32Array): Promise<Float32Array>;
  /** Frees the weights. The network cannot be used afterwards. */
  dispose(): void;
}

/** A compiled network whose output has no known meaning: `run` is all that it offers. */
export interface CompiledModel extends CompiledNetwork {
  readonly head?: undefined;
}

/**
 * Loads an ONNX model, or the bytes of an ONNX file, whose only input and only output begin with the batch.
 *
 * @throws ConvzooError `invalid-model` if it is not, `runtime-unavailable` if no provider starts
 */
export function loadModel(
  model: OnnxModel | Uint8Array,
  { providers = ['cpu'], threads }: SessionOptions = {},
): CompiledModel {
  const runtime = loadOnnxRuntime();
  const provider = startProvider(runtime, providers);
  const session = createSession(runtime, model, {
    providers: [provider],
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const input = only(session.inputMetadata, 'input');
    const output = only(session.outputMetadata, 'output');
    const runBatch = (images: Float32Array, count: number): Float32Array => {
      const feed = new runtime.Tensor('float32', images, [count, ...input.shape]);
      return floatsOf(session, { [input.name]: feed }, output.name);
    };
    return {
      inputShape: input.shape,
      outputShape: output.shape,
      provider,
      run: async (images) => {
        const count = countImages(images, input.shape);
        if (input.batch === UNKNOWN || input.batch === count) return runBatch(images, count);
        return runInBatches(images, count, input.batch, runBatch);
      },
      dispose: () => session.dispose(),
    };
  } catch (error) {
    session.dispose();
    throw error;
  }
}

function countImages(images: Float32Array, shape: readonly number[]): number {
  const size = sizeOf(shape);
  if (images.length > 0 && images.length % size === 0) return images.length / size;
  throw new ConvzooError('invalid-shape', {
    subject: 'run',
    expected: `a multiple of ${size} numbers, which make an image of [${shape}]`,
    found: `${images.length} numbers`,
  });
}

/** Runs `batch` images at a time; the last batch is filled up with zeros. */
function runInBatches(
  images: Float32Array,
  count: number,
  batch: number,
  runBatch: (images: Float32Array, count: number) => Float32Array,
): Float32Array {
  const size = images.length / count;
  const runFrom = (first: number): Float32Array => {
    const some = images.subarray(first * size, (first + batch) * size);
    if (some.length === batch * size) return runBatch(some, batch);
    const filled = new Float32Array(batch * size);
    filled.set(some);
    const results = runBatch(filled, batch);
    return results.subarray(0, (results.length / batch) * (count - first));
  };
  const start = runFrom(0);
  const length = start.length / Math.min(count, batch);
  const all = new Float32Array(count * length);
  all.set(start);
  for (let first = batch; first < count; first += batch) all.set(runFrom(first), first * length);
  return all;
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
      subject: 'run',
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
  /** The sizes after the batch. */
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
    expected: `one ${role} of float32 (type ${DATA_TYPES.float32}) in which only the first size, the batch, varies`,
    found: found.join('; ') || 'none',
  });
}

/** A size that is known only when the model runs. */
const UNKNOWN = -1;
