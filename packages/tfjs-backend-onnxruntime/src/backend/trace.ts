import * as tf from '@tensorflow/tfjs-core';
import { Executor } from '../engine/executor.js';
import { heldOutputs } from '../engine/program.js';
import type { Program } from '../engine/recorder.js';
import { createValue, type Value } from '../engine/value.js';
import { OnnxRuntimeError } from '../errors.js';
import type { NCHWcOptions } from '../lowering/graph/nchwc.js';
import { deferredOnnxRuntime } from '../runtime/deferred.js';
import { OnnxRuntimeBackend } from './backend.js';
import { registerKernels, tfjs } from './register-kernels.js';

/** A function of tensors, such as a model's `predict`. */
export type TensorFunction = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

export interface InputType {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** What a function computes, as a program. */
export interface Trace {
  readonly program: Program;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Names of the weights among the program's other inputs. */
  readonly weights: ReadonlyMap<Value, string>;
}

const NAME = 'onnx-trace';

/** Records and never runs, as its inputs have no data. */
class TracingBackend extends OnnxRuntimeBackend {
  /** Tensors of another backend, mostly weights. */
  readonly visitors = new Set<object>();
  readonly #written: object[] = [];
  readonly #held: tf.TensorInfo[] = [];

  readonly #nchwc: NCHWcOptions | undefined;

  constructor(nchwc: NCHWcOptions | undefined) {
    const options = {
      accelerate: false,
      maxSessions: 0,
      maxPendingNodes: Number.POSITIVE_INFINITY,
      runsBeforeFreezingWeights: Number.POSITIVE_INFINITY,
    };
    super(deferredOnnxRuntime, options, tfjs, nchwc?.block);
    this.#nchwc = nchwc;
  }

  override get nchwc(): NCHWcOptions | undefined {
    return this.#nchwc;
  }

  override move(...moved: Parameters<OnnxRuntimeBackend['move']>): void {
    super.move(...moved);
    this.visitors.add(moved[0]);
  }

  override write(...written: Parameters<OnnxRuntimeBackend['write']>): object {
    const dataId = super.write(...written);
    this.#written.push(dataId);
    return dataId;
  }

  override hold(value: Value): tf.TensorInfo {
    const held = super.hold(value);
    this.#held.push(held);
    return held;
  }

  /** Tensors with data that outlive the trace, and move to the backend that was current before. */
  survivors(): object[] {
    const isAlive = (dataId: object): boolean => this.refCount(dataId) > 0;
    const computed = this.#held.filter((held) => isAlive(held.dataId) && this.known(held) !== undefined);
    return [...[...this.visitors, ...this.#written].filter(isAlive), ...computed.map(({ dataId }) => dataId)];
  }

  protected override afterRecording(): void {}

  override flush(): void {
    throw new OnnxRuntimeError('invalid-model', {
      subject: `the traced function${this.recorder.kernel === '' ? '' : `, after kernel ${this.recorder.kernel}`}`,
      expected: 'one that only computes with its inputs',
      found: 'one that reads their values, or has a kernel that ONNX lacks',
      remedy: 'Move that step out of the function.',
    });
  }
}

/**
 * Records what a function computes for inputs of the given types, without computing it.
 *
 * @param weights Names of the tensors that it uses besides its inputs; by default those of TF.js's variables.
 * @param nchwc How to record convolutions in NCHWc; by default they are standard operators.
 * @throws OnnxRuntimeError `invalid-model` if it reads the values of its inputs
 */
export function trace(
  compute: TensorFunction,
  types: readonly InputType[],
  weights: Readonly<Record<string, tf.Tensor>> = tf.engine().registeredVariables,
  nchwc?: NCHWcOptions,
): Trace {
  const previous = tf.getBackend();
  const backend = new TracingBackend(nchwc);
  tf.registerBackend(NAME, () => backend);
  if (tf.getKernelsForBackend(NAME).length === 0) registerKernels(NAME);
  select(NAME);
  try {
    const traced = record(backend, compute, types, weights);
    // Once the tensors that the function keeps have data, tracing again records what later calls compute.
    return computeKept(traced.program) ? record(backend, compute, types, weights) : traced;
  } finally {
    select(previous);
    for (const dataId of backend.survivors()) tf.engine().moveData(tf.backend(), dataId);
    tf.removeBackend(NAME);
  }
}

/**
 * Selects a backend that is there, at once: a pause until the promise is kept would let others compute on the backend
 * that traces, or begin another trace.
 */
function select(backend: string): void {
  void tf.setBackend(backend);
}

/**
 * Computes the tensors that a function keeps for its next calls, such as folded weights.
 *
 * @returns whether there are any
 *
 * @throws OnnxRuntimeError `invalid-model` if one depends on the inputs, which have no data
 */
function computeKept(program: Program): boolean {
  const kept = heldOutputs(program);
  if (kept.length === 0) return false;
  const executor = new Executor(deferredOnnxRuntime, {
    maxSessions: 1,
    runsBeforeFreezingWeights: Number.POSITIVE_INFINITY,
  });
  executor.run(program, kept);
  executor.dispose();
  const failure = kept.find((value) => value.failure !== undefined)?.failure;
  if (failure === undefined) return true;
  throw new OnnxRuntimeError('invalid-model', {
    subject: 'the traced function',
    expected: 'one that keeps nothing that depends on its inputs',
    found: failure.message,
    cause: failure,
  });
}

function record(
  backend: TracingBackend,
  compute: TensorFunction,
  types: readonly InputType[],
  weights: Readonly<Record<string, tf.Tensor>>,
): Trace {
  const inputs = types.map((type) => createValue(type));
  const outputs: Value[] = [];
  const named = new Map<Value, string>();
  tf.tidy(() => {
    const tensors = inputs.map((input) => tf.engine().makeTensorFromTensorInfo(backend.hold(input)));
    for (const result of [compute(...tensors)].flat()) outputs.push(backend.recorded(result));
    for (const [name, { dataId, shape, dtype }] of Object.entries(weights)) {
      if (backend.visitors.has(dataId)) named.set(backend.recorded({ dataId, shape, dtype }), name);
    }
  });
  return { program: backend.recorder.take(), inputs, outputs, weights: named };
}
