import {
  type BackendValues,
  type DataId,
  DataStorage,
  type DataType,
  KernelBackend,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { Executor, type ExecutorOptions, type ExecutorStatistics } from '../engine/executor.js';
import { heldOutputs } from '../engine/program.js';
import { Recorder } from '../engine/recorder.js';
import { createValue, sameShape, sizeOf, type Value } from '../engine/value.js';
import { OnnxRuntimeError } from '../errors.js';
import { arrayOf } from '../lowering/graph/constants.js';
import type { NCHWcOptions } from '../lowering/graph/nchwc.js';
import { reshape } from '../lowering/graph/shaping.js';
import type { ElementData, ElementType } from '../model/model.js';
import type { OnnxRuntime } from '../runtime/binding.js';

export interface BackendOptions extends ExecutorOptions {
  /** Flushes once this many operations are pending. */
  readonly maxPendingNodes: number;
  /** See `RegisterOptions`. */
  readonly accelerate: boolean;
}

/** What the backend needs of TF.js's engine. */
export interface EngineState {
  /** Whether gradients are being computed, so that weights are about to change. */
  takesGradients(): boolean;
  /** Moves a tensor's data from the backend where it is; throws if the tensor has been disposed. */
  move(target: KernelBackend, dataId: DataId): void;
}

/** A tensor's storage: a value of a program, or data that no program computes (strings, complex numbers). */
interface Storage {
  refCount: number;
  readonly content: Value | Foreign;
}

interface Foreign {
  readonly kind: 'foreign';
  readonly values: BackendValues;
}

/**
 * TF.js on ONNX Runtime, lazily: kernels are recorded, and run as one program when a tensor is read, at the
 * end of the current task, or when the program has grown large.
 */
export class OnnxRuntimeBackend extends KernelBackend {
  readonly recorder: Recorder = new Recorder();
  readonly #storage: DataStorage<Storage>;
  readonly #executor: Executor;
  readonly #engine: EngineState;
  readonly #maxPendingNodes: number;
  /** Whether gradients may differ from TF.js's own in how they are computed. */
  readonly accelerated: boolean;
  /** Channels of a block in NCHWc; undefined if convolutions are not recorded in it. */
  readonly block: number | undefined;
  #flushScheduled = false;
  #disposed = false;

  constructor(runtime: OnnxRuntime, options: BackendOptions, engine: EngineState, block: number | undefined) {
    super();
    this.#engine = engine;
    this.accelerated = options.accelerate;
    this.block = block;
    this.#maxPendingNodes = options.maxPendingNodes;
    this.#storage = new DataStorage(this, { moveData: (target, dataId) => engine.move(target, dataId) });
    this.#executor = new Executor(runtime, options);
  }

  /**
   * How forward convolutions are recorded in NCHWc. Only while gradients are computed: filters that stay the
   * same are left to ONNX Runtime, which rearranges them once.
   */
  get nchwc(): NCHWcOptions | undefined {
    const { block } = this;
    return block !== undefined && this.#engine.takesGradients() ? { block, trainable: true } : undefined;
  }

  get statistics(): Readonly<ExecutorStatistics> {
    return this.#executor.statistics;
  }

  override write(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.#store(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.#store(dataId, values, shape, dtype, refCount);
  }

  override readSync(dataId: DataId): BackendValues {
    const { content } = this.#get(dataId);
    if (content.kind === 'foreign') return content.values;
    if (content.data === undefined && content.failure === undefined) this.flush();
    if (content.failure !== undefined) throw content.failure;
    return tensorValues(content);
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#storage.has(dataId)) return true;
    const storage = this.#storage.get(dataId);
    storage.refCount--;
    if (!force && storage.refCount > 0) return false;
    if (storage.content.kind === 'value') storage.content.owners--;
    this.#storage.delete(dataId);
    return true;
  }

  override refCount(dataId: DataId): number {
    return this.#storage.has(dataId) ? this.#storage.get(dataId).refCount : 0;
  }

  override incRef(dataId: DataId): void {
    this.#get(dataId).refCount++;
  }

  override numDataIds(): number {
    return this.#storage.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(work: () => void): Promise<{ kernelMs: number }> {
    this.flush();
    const started = performance.now();
    work();
    this.flush();
    return { kernelMs: performance.now() - started };
  }

  override dispose(): void {
    this.recorder.take();
    this.#executor.dispose();
    this.#disposed = true;
  }

  /** A tensor that holds a recorded value. */
  hold(value: Value): TensorInfo {
    const dataId = {};
    const known = sizeOf(value.shape) === 0 ? createValue(value, { data: arrayOf(value.dtype, []) }) : value;
    known.owners++;
    this.#storage.set(dataId, { refCount: 1, content: known });
    this.afterRecording();
    return { dataId, shape: [...value.shape], dtype: tensorType(value.dtype) };
  }

  /** The same storage under another shape. */
  alias({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
    this.incRef(dataId);
    return { dataId, shape, dtype };
  }

  /** The value of a tensor, in the shape that the tensor has. */
  recorded({ dataId, shape }: TensorInfo): Value {
    const { content } = this.#get(dataId);
    if (content.kind === 'foreign') throw unusable('numbers', 'strings or complex numbers');
    return sameShape(content.shape, shape) ? content : reshape(this.recorder, content, shape);
  }

  /** A tensor's data if it is known without running anything. */
  known({ dataId }: TensorInfo): ArrayLike<number> | undefined {
    const { content } = this.#get(dataId);
    return content.kind === 'value' && !(content.data instanceof BigInt64Array) ? content.data : undefined;
  }

  /**
   * Runs what has been recorded and is still held by some tensor.
   * If that fails, the error is kept and thrown when one of those tensors is read.
   */
  flush(): void {
    const program = this.recorder.take();
    if (program.nodes.length > 0) this.#executor.run(program, heldOutputs(program));
  }

  /** Runs the program if it has grown large, and otherwise at the end of the current task. */
  protected afterRecording(): void {
    if (this.recorder.size >= this.#maxPendingNodes) this.flush();
    else this.#scheduleFlush();
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    queueMicrotask(() => {
      this.#flushScheduled = false;
      this.flush();
    });
  }

  #store(
    dataId: DataId,
    values: BackendValues | null,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const content = contentOf(values, shape, dtype);
    if (content.kind === 'value') content.owners++;
    this.#storage.set(dataId, { refCount, content });
  }

  #get(dataId: DataId): Storage {
    if (this.#disposed) throw unusable('a backend in use', 'a disposed one');
    return this.#storage.get(dataId);
  }
}

function contentOf(values: BackendValues | null, shape: number[], dtype: DataType): Value | Foreign {
  if (dtype === 'string' || dtype === 'complex64') return { kind: 'foreign', values: values ?? [] };
  const data = values === null ? zeros(dtype, sizeOf(shape)) : elementData(values, dtype);
  return createValue({ dtype, shape: [...shape] }, { data });
}

function zeros(dtype: 'float32' | 'int32' | 'bool', size: number): ElementData {
  return arrayOf(dtype, new Float32Array(size));
}

/** TF.js sometimes passes plain arrays, or one type's array for another type. */
function elementData(values: BackendValues, dtype: 'float32' | 'int32' | 'bool'): ElementData {
  if (dtype === 'float32' && values instanceof Float32Array) return values;
  if (dtype === 'int32' && values instanceof Int32Array) return values;
  if (dtype === 'bool' && values instanceof Uint8Array && !(values instanceof Uint8ClampedArray))
    return values;
  return arrayOf(dtype, Array.from(values, Number));
}

function tensorType(dtype: ElementType): DataType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw unusable('an element type of TF.js', dtype);
}

function tensorValues({ data, dtype }: Value): BackendValues {
  if (data === undefined || data instanceof BigInt64Array || data instanceof Int8Array) {
    throw unusable(`numbers of type ${dtype}`, 'none');
  }
  return data;
}

function unusable(expected: string, found: string): OnnxRuntimeError {
  return new OnnxRuntimeError('invalid-argument', { subject: 'onnxruntime backend', expected, found });
}
