import { ConvzooError } from '@convzoo/core';
import {
  DATA_TYPES,
  messageOf,
  type NativeValue,
  type OnnxModel,
  sizeOf,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';
import type { Engine, Session } from './engine.js';

/** A network with one input and one output that runs without TF.js. */
export interface CompiledNetwork {
  /** Shape of one image, without the batch. */
  readonly inputShape: readonly number[];
  /** Shape of the output for one image. */
  readonly outputShape: readonly number[];
  /** The execution provider that it runs on. */
  readonly provider: string;
  /**
   * The package and the provider that it runs on, such as `onnxruntime-node (cpu)`, `onnxruntime-web (wasm, 2 threads)`
   * or `onnxruntime-web (webgpu: software, SwiftShader)`.
   */
  readonly engine: string;
  /**
   * Computes the network's output.
   *
   * A network compiled for one batch size takes any number of images all the same: it runs batch by batch,
   * and pads the last batch with zeros.
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

/** A compiled network whose output has no known meaning: it can only `run`. */
export interface CompiledModel extends CompiledNetwork {
  readonly head?: undefined;
}

/**
 * Loads an ONNX model, or the bytes of an ONNX file, whose only input and only output begin with the batch.
 *
 * @throws ConvzooError `invalid-model` if it is not
 */
export async function loadModel(engine: Engine, model: OnnxModel | Uint8Array): Promise<CompiledModel> {
  const session = await engine.open(model);
  try {
    const input = only(session.inputs, 'input');
    const output = only(session.outputs, 'output');
    const runBatch = (images: Float32Array, count: number): Promise<Float32Array> => {
      const shape = [count, ...input.shape];
      return floatsOf(session, { [input.name]: { data: images, shape } }, output.name);
    };
    return {
      inputShape: input.shape,
      outputShape: output.shape,
      provider: engine.provider,
      engine: engine.name,
      run: async (images) => {
        const count = countImages(images, input.shape);
        if (input.batch === UNKNOWN || input.batch === count) return await runBatch(images, count);
        return await runInBatches(images, count, input.batch, runBatch);
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

/** Runs `batch` images at a time and pads the last batch with zeros. */
async function runInBatches(
  images: Float32Array,
  count: number,
  batch: number,
  runBatch: (images: Float32Array, count: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const size = images.length / count;
  const runFrom = async (first: number): Promise<Float32Array> => {
    const some = images.subarray(first * size, (first + batch) * size);
    if (some.length === batch * size) return runBatch(some, batch);
    const filled = new Float32Array(batch * size);
    filled.set(some);
    const results = await runBatch(filled, batch);
    return results.subarray(0, (results.length / batch) * (count - first));
  };
  const start = await runFrom(0);
  const length = start.length / Math.min(count, batch);
  const all = new Float32Array(count * length);
  all.set(start);
  for (let first = batch; first < count; first += batch) all.set(await runFrom(first), first * length);
  return all;
}

async function floatsOf(
  session: Session,
  feeds: Parameters<Session['run']>[0],
  output: string,
): Promise<Float32Array> {
  try {
    return await session.run(feeds, output);
  } catch (cause) {
    if (cause instanceof TypeError) throw cause;
    throw new ConvzooError('run-failed', {
      subject: 'run',
      expected: 'ONNX Runtime to run it',
      found: ConvzooError.isInstance(cause) ? cause.found : messageOf(cause),
      cause,
    });
  }
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
