import type { InferenceSession } from 'onnxruntime-node';
import { compilationFailed, messageOf } from '../errors.js';
import { encodeModel, type OnnxModel } from '../model/model.js';
import type { NativeSession, OnnxRuntime } from './binding.js';

export interface SessionOptions {
  /** Execution providers in order of preference, by ONNX Runtime's short names. Default `['cpu']`. */
  readonly providers?: readonly string[];
  /** Threads of one operator. Default: one for each physical core, as ONNX Runtime decides. */
  readonly threads?: number;
  /** Whether the CPU may run what the providers can't. Default true. */
  readonly fallback?: boolean;
}

/** ONNX Runtime complains on standard error about much that is no problem; its errors reach us as exceptions. */
const LOG_SEVERITY_FATAL = 4;

/**
 * Programs come with their transposes where they belong; ONNX Runtime's own pass would join those that
 * were split because the parts are faster.
 */
const SETTINGS = { optimization: { disable_specified_optimizers: 'TransposeOptimizer' } };

const NO_FALLBACK = { disable_cpu_ep_fallback: '1' };

/**
 * Compiles a model, or the bytes of a file.
 *
 * @throws ConvzooError `invalid-model` if it is not valid, or needs what the providers lack.
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
    // Planning the memory of all tensors as one piece takes a third more of it for a training step, and no less time.
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

/** What an error of ONNX Runtime is about: the kernel whose node it mentions, as nodes are named `kernel/index`. */
export function blame(cause: unknown, model: Pick<OnnxModel, 'nodes'>): string {
  const message = messageOf(cause);
  const node = model.nodes.find(({ name }) => new RegExp(`${name}\\b`).test(message));
  return node === undefined ? 'program' : `kernel ${node.name.split('/')[0]} (operator ${node.op})`;
}
