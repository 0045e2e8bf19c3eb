import * as tf from '@tensorflow/tfjs-core';
import { foldConstants } from '../engine/fold.js';
import { LruCache } from '../engine/lru.js';
import { modelOf, sliceFor } from '../engine/program.js';
import { createValue, type Value } from '../engine/value.js';
import { OnnxRuntimeError, runFailed } from '../errors.js';
import type { ElementData } from '../model/model.js';
import type { NativeSession, OnnxRuntime } from '../runtime/binding.js';
import { createSession, runSession } from '../runtime/session.js';
import { type BackendOptions, type EngineState, OnnxRuntimeBackend } from './backend.js';
import { trace } from './trace.js';

/** A function of one tensor, such as a network in inference. */
export type Replayable = (x: tf.Tensor) => tf.Tensor;

/** How often a function has been called with inputs of one shape, and its program once it has one. */
interface Replay {
  /** TF.js's ids of the weights. */
  weights: readonly object[];
  /** Calls with these weights. */
  calls: number;
  /** How many calls with the same weights come before the function is recorded. */
  patience: number;
  program: RecordedProgram | undefined;
}

interface RecordedProgram {
  readonly session: NativeSession;
  readonly input: string;
  readonly output: string;
  readonly type: Pick<Value, 'dtype' | 'shape'>;
}

/** Programs have all weights in them, in the layout of the processor. */
const MAX_REPLAYS = 8;

/**
 * The backend with functions that are recorded once: from then on a call runs one program, in which everything
 * that depends on weights alone has been computed, and TF.js's kernels are not called.
 */
export class ReplayingBackend extends OnnxRuntimeBackend {
  readonly #runtime: OnnxRuntime;
  readonly #options: BackendOptions;
  readonly #names = new WeakMap<object, string>();
  readonly #replays = new LruCache<Replay>(MAX_REPLAYS, ({ program }) => program?.session.dispose());
  #functions = 0;

  constructor(runtime: OnnxRuntime, options: BackendOptions, engine: EngineState, block: number | undefined) {
    super(runtime, options, engine, block);
    this.#runtime = runtime;
    this.#options = options;
  }

  /**
   * Computes a function of a tensor. After a few calls with the same weights it is recorded, once for each
   * shape of the tensor.
   *
   * @param owner Stands for the function: what is computed with equal owners, shapes and weights is equal.
   * @param weights TF.js's ids of all data that the function uses besides its input
   */
  replay(owner: object, compute: Replayable, x: tf.Tensor, weights: readonly object[]): tf.Tensor {
    const replay = this.#find(owner, x);
    if (weights.some((id, i) => replay.weights[i] !== id)) {
      // A training that validates between epochs would wait for each recording.
      if (replay.program !== undefined) replay.patience *= 2;
      replay.program?.session.dispose();
      Object.assign(replay, { weights, calls: 0, program: undefined });
    }
    replay.calls++;
    const canRecord = this.accelerated && x.dtype === 'float32' && x.size > 0;
    if (!canRecord || replay.calls <= replay.patience) return compute(x);
    try {
      replay.program ??= this.#record(compute, x);
    } catch (error) {
      if (!(error instanceof OnnxRuntimeError) || error.code !== 'invalid-model') throw error;
      // It reads values as it computes, or has an operation that ONNX lacks: it is computed kernel by kernel.
      replay.patience = Number.POSITIVE_INFINITY;
      return compute(x);
    }
    return this.#run(replay.program, x);
  }

  /** Frees the programs of a function. */
  forget(owner: object): void {
    const name = this.#names.get(owner);
    if (name !== undefined) this.#replays.deleteAll((key) => key.startsWith(`${name}:`));
  }

  override dispose(): void {
    this.#replays.clear();
    super.dispose();
  }

  #find(owner: object, { dtype, shape }: tf.Tensor): Replay {
    let name = this.#names.get(owner);
    if (name === undefined) {
      name = `${this.#functions++}`;
      this.#names.set(owner, name);
    }
    const key = `${name}:${dtype}[${shape}]`;
    const known = this.#replays.get(key);
    if (known !== undefined) return known;
    const { runsBeforeFreezingWeights: patience } = this.#options;
    const replay: Replay = { weights: [], calls: 0, patience, program: undefined };
    this.#replays.set(key, replay);
    return replay;
  }

  #record(compute: Replayable, { shape }: tf.Tensor): RecordedProgram {
    const { block } = this;
    const nchwc = block === undefined ? undefined : { block, trainable: false, batch: shape[0] };
    const { program, inputs, outputs } = trace(compute, [{ dtype: 'float32', shape }], {}, nchwc);
    const [x] = inputs;
    const [y] = outputs;
    if (x === undefined || y === undefined)
      throw new TypeError('A replayed function has one input and one output.');
    const { slice, names } = foldConstants(
      this.#runtime,
      sliceFor(program, [y]),
      program.names,
      [x],
      this.#options,
    );
    const frozen = new Set(slice.inputs.filter((input) => input !== x));
    const session = createSession(this.#runtime, modelOf(slice, names, frozen), this.#options);
    return { session, input: names.get(x)!, output: names.get(y)!, type: { dtype: y.dtype, shape: y.shape } };
  }

  #run({ session, input, output, type }: RecordedProgram, x: tf.Tensor): tf.Tensor {
    const data = this.readSync(x.dataId);
    if (!(data instanceof Float32Array)) throw new TypeError('A float32 tensor without numbers.');
    let results: ElementData[];
    try {
      const feeds = { [input]: { dtype: 'float32', shape: x.shape, data } as const };
      results = runSession(this.#runtime, session, feeds, [output]);
    } catch (cause) {
      throw runFailed('program', cause);
    }
    const value = createValue(type, { data: results[0]! });
    return tf.engine().makeTensorFromTensorInfo(this.hold(value));
  }
}
