import type { InferenceSession } from 'onnxruntime-node';
import { compilationFailed, messageOf } from '../errors.js';
import { type ElementData, type ElementType, encodeModel, type OnnxModel } from '../model/model.js';
import type { NativeSession, OnnxRuntime } from './binding.js';

export interface SessionOptions {
  /** Execution providers in order of preference, by ONNX Runtime's short names. Default `['cpu']`. */
  readonly providers?: readonly string[];
  /** Threads of one operator. Default: one for each physical core, as ONNX Runtime decides. */
  readonly threads?: number | undefined;
  /** Whether the CPU may run what the providers cannot. Default true. */
  readonly fallback?: boolean;
}

/** ONNX Runtime's warnings on standard error are mostly harmless, and its errors are thrown as exceptions. */
const LOG_SEVERITY_FATAL = 4;

/**
 * Programs have their transposes in the best places; ONNX Runtime's own pass would merge transposes that were
 * split because the parts are faster.
 */
const SETTINGS = { optimization: { disable_specified_optimizers: 'TransposeOptimizer' } };

const NO_FALLBACK = { disable_cpu_ep_fallback: '1' };

/**
 * Compiles a model, or the bytes of a file.
 *
 * @throws OnnxRuntimeError `invalid-model` if it is not valid, or needs what the providers lack.
 */
export function createSession(
  runtime: OnnxRuntime,
  model: OnnxModel | Uint8Array,
  { providers = ['cpu'], threads, fallback = true }: SessionOptions = {},
): NativeSession {
  const bytes = model instanceof Uint8Array ? model : encodeModel(model);
  const options: InferenceSession.SessionOptions = {
    executionProviders: [...providers],
    logSeverityLevel: LOG_SEVERITY_FATAL,
    // Allocating all tensors as one piece takes a third more memory for a training step, and as much time.
    enableMemPattern: false,
    extra: fallback || providers.includes('cpu') ? SETTINGS : { ...SETTINGS, session: NO_FALLBACK },
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  };
  const session = runtime.createSession();
  try {
    session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, options);
  } catch (cause) {
    throw compilationFailed('nodes' in model ? blame(cause, model) : 'file', cause);
  }
  return session;
}

/** An input of a run. */
export interface Feed {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: ElementData | undefined;
}

/** Runs a session on inputs by name, and gives the data of its outputs in the order of their names. */
export function runSession(
  runtime: OnnxRuntime,
  session: NativeSession,
  inputs: Readonly<Record<string, Feed>>,
  outputs: readonly string[],
  options: InferenceSession.RunOptions = {},
): ElementData[] {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, data, shape }]) => [
      name,
      new runtime.Tensor(dtype, data!, shape),
    ]),
  );
  const fetches = Object.fromEntries(outputs.map((name) => [name, null]));
  const results = session.run(feeds, fetches, options);
  return outputs.map((name) => results[name]!.data as ElementData);
}

/** The kernel whose node an error of ONNX Runtime mentions; nodes are named `kernel/index`. */
export function blame(cause: unknown, model: Pick<OnnxModel, 'nodes'>): string {
  const message = messageOf(cause);
  const node = model.nodes.find(({ name }) => new RegExp(`${name}\\b`).test(message));
  return node === undefined ? 'program' : `kernel ${node.name.split('/')[0]} (operator ${node.op})`;
}
