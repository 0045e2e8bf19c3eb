import type { InferenceSession } from 'onnxruntime-node';
import { messageOf, OnnxError } from '../errors.js';
import { encodeModel, type OnnxModel } from '../model/model.js';
import type { NativeSession, OnnxRuntime } from './binding.js';

export interface SessionOptions {
  /** Execution providers in order of preference, by ONNX Runtime's short names. Default `['cpu']`. */
  readonly providers?: readonly string[];
  /** Threads of one operator. Default: one for each physical core, as ONNX Runtime decides. */
  readonly threads?: number;
}

/** ONNX Runtime complains on standard error about much that is no problem; its errors reach us as exceptions. */
const LOG_SEVERITY_FATAL = 4;

/**
 * Programs come with their transposes where they belong; ONNX Runtime's own pass would join those that
 * were split because the parts are faster.
 */
const SETTINGS = { optimization: { disable_specified_optimizers: 'TransposeOptimizer' } };

/**
 * Compiles a model.
 *
 * @throws OnnxError `provider-unavailable` if a provider can't start, `model-rejected` if the model is not valid.
 */
export function createSession(
  runtime: OnnxRuntime,
  model: OnnxModel,
  { providers = ['cpu'], threads }: SessionOptions = {},
): NativeSession {
  const bytes = encodeModel(model);
  const options: InferenceSession.SessionOptions = {
    executionProviders: [...providers],
    logSeverityLevel: LOG_SEVERITY_FATAL,
    extra: SETTINGS,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  };
  const session = runtime.createSession();
  try {
    session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, options);
  } catch (cause) {
    throw rejected(messageOf(cause), model, cause);
  }
  return session;
}

function rejected(message: string, model: OnnxModel, cause: unknown): OnnxError {
  return new OnnxError(
    'model-rejected',
    `ONNX Runtime rejected the program${blame(message, model)}: ${message}`,
    {
      cause,
    },
  );
}

/** Names the kernel whose node an error message of ONNX Runtime mentions; nodes are named `kernel/index`. */
export function blame(message: string, model: Pick<OnnxModel, 'nodes'>): string {
  const node = model.nodes.find(({ name }) => message.includes(name));
  return node === undefined ? '' : ` at kernel ${node.name.split('/')[0]} (operator ${node.op})`;
}
