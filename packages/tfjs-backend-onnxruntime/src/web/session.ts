import type * as ort from 'onnxruntime-web';
import { compilationFailed, runFailed } from '../errors.js';
import { DATA_TYPES, encodeModel, type OnnxModel } from '../model/model.js';
import type { NativeValue } from '../runtime/binding.js';
import type { WebProvider } from './build.js';

/** Runs one piece of work after the other: a WebAssembly program that waits for a GPU cannot be entered again. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/** A float32 tensor. */
export interface Floats {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A model that is loaded. */
export interface WebSession {
  readonly inputs: readonly NativeValue[];
  readonly outputs: readonly NativeValue[];
  /**
   * Computes one of its outputs.
   *
   * @throws OnnxRuntimeError `run-failed`
   */
  run(feeds: Readonly<Record<string, Floats>>, output: string): Promise<Float32Array>;
  /** Frees the model once what runs has ended. */
  dispose(): void;
}

export interface SessionContext {
  readonly runtime: typeof ort;
  readonly provider: WebProvider;
  readonly exclusive: Exclusive;
}

/**
 * @param fallback Whether the CPU may run what the provider cannot.
 * @throws OnnxRuntimeError `invalid-model`
 */
export async function openSession(
  { runtime, provider, exclusive }: SessionContext,
  model: OnnxModel | Uint8Array,
  fallback = true,
): Promise<WebSession> {
  const { InferenceSession, Tensor } = runtime;
  const bytes = model instanceof Uint8Array ? model : encodeModel(model);
  const session = await exclusive(() => InferenceSession.create(bytes, settings(provider, fallback))).catch(
    (cause: unknown) => {
      throw compilationFailed('file', cause);
    },
  );
  const run = async (feeds: Readonly<Record<string, Floats>>, output: string): Promise<Float32Array> => {
    const tensors = Object.entries(feeds).map(
      ([name, { data, shape }]) => [name, new Tensor('float32', data, shape)] as const,
    );
    const results = await exclusive(() => session.run(Object.fromEntries(tensors), [output])).catch(
      (cause: unknown) => {
        throw runFailed('run', cause);
      },
    );
    const { data } = results[output]!;
    if (data instanceof Float32Array) return data;
    throw new TypeError(`${output} is not of type float32`);
  };
  return {
    inputs: session.inputMetadata.map(typeOf),
    outputs: session.outputMetadata.map(typeOf),
    run,
    dispose: () => {
      exclusive(() => session.release()).catch(() => {});
    },
  };
}

/** As for onnxruntime-node: transposes are in the best places already. */
function settings(provider: WebProvider, fallback: boolean): ort.InferenceSession.SessionOptions {
  const optimization = { disable_specified_optimizers: 'TransposeOptimizer' };
  const session = fallback || provider === 'wasm' ? {} : { disable_cpu_ep_fallback: '1' };
  return { executionProviders: [provider], extra: { optimization, session } };
}

function typeOf(value: ort.InferenceSession.ValueMetadata): NativeValue {
  const { name } = value;
  if (!value.isTensor) return { name, type: 0, shape: [] };
  const known: Readonly<Record<string, number>> = DATA_TYPES;
  const shape = value.shape.map((size) => (typeof size === 'number' ? size : -1));
  return { name, type: known[value.type] ?? 0, shape };
}
