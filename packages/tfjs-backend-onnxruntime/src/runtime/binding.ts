import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf, OnnxRuntimeError, unavailable } from '../errors.js';

/**
 * The version of onnxruntime-node that this package is tested with: its binding is not a public interface.
 */
export const ONNXRUNTIME_VERSION = '1.30.0';

/**
 * Its install script downloads CUDA libraries unless `ONNXRUNTIME_NODE_INSTALL=skip` is set; the CPU library
 * is in the package.
 */
const INSTALL = `Install it with \`ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@${ONNXRUNTIME_VERSION}\` (leave the variable out for CUDA).`;

/** An input or an output of a session. */
export interface NativeValue {
  readonly name: string;
  /** `TensorProto.DataType`. */
  readonly type: number;
  /** Sizes, -1 where they are known only when the model runs. */
  readonly shape: readonly number[];
}

/**
 * The synchronous session inside `onnxruntime-node`, which the public `run` merely defers with
 * `setImmediate`.
 */
export interface NativeSession {
  loadModel(
    buffer: ArrayBufferLike,
    byteOffset: number,
    byteLength: number,
    options: InferenceSession.SessionOptions,
  ): void;
  readonly inputMetadata: readonly NativeValue[];
  readonly outputMetadata: readonly NativeValue[];
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: Readonly<Record<string, Tensor | null>>,
    options: InferenceSession.RunOptions,
  ): Record<string, Tensor>;
  dispose(): void;
}

export interface OnnxRuntime {
  readonly version: string;
  readonly Tensor: typeof Tensor;
  readonly providers: readonly { readonly name: string; readonly bundled: boolean }[];
  createSession(): NativeSession;
}

/** ONNX Runtime for work that may not need it, such as recording: it is loaded with the first use. */
export const deferredOnnxRuntime: OnnxRuntime = {
  get version() {
    return loadOnnxRuntime().version;
  },
  get Tensor() {
    return loadOnnxRuntime().Tensor;
  },
  get providers() {
    return loadOnnxRuntime().providers;
  },
  createSession: () => loadOnnxRuntime().createSession(),
};

interface BindingModule {
  readonly binding: { readonly InferenceSession: new () => NativeSession };
  readonly initOrt: () => void;
}

let loaded: OnnxRuntime | undefined;

/**
 * Loads onnxruntime-node.
 *
 * @throws OnnxRuntimeError `missing-package` if it is not installed, `runtime-unavailable` if its native
 *   library does not load or if it is not the version that this package is tested with.
 */
export function loadOnnxRuntime(): OnnxRuntime {
  loaded ??= loadFrom(createRequire(import.meta.url));
  return loaded;
}

/** ONNX Runtime, or undefined where it does not load, as in a page. */
export function findOnnxRuntime(): OnnxRuntime | undefined {
  try {
    return loadOnnxRuntime();
  } catch {
    return undefined;
  }
}

/** Loads it with the given `require`. */
export function loadFrom(require: (name: string) => unknown): OnnxRuntime {
  const version = installedVersion(require);
  if (version !== ONNXRUNTIME_VERSION) {
    throw new OnnxRuntimeError('runtime-unavailable', {
      subject: 'onnxruntime-node',
      expected: `version ${ONNXRUNTIME_VERSION}, with which @convzoo/tfjs-backend-onnxruntime is tested`,
      found: version,
      remedy: INSTALL,
    });
  }
  try {
    const { Tensor, listSupportedBackends } =
      require('onnxruntime-node') as typeof import('onnxruntime-node');
    const { binding, initOrt } = require('onnxruntime-node/dist/binding.js') as BindingModule;
    initOrt();
    return {
      version,
      Tensor,
      providers: listSupportedBackends(),
      createSession: () => new binding.InferenceSession(),
    };
  } catch (cause) {
    const platform = `on ${process.platform} ${process.arch}`;
    throw unavailable('onnxruntime-node', `${messageOf(cause)} (${platform})`, INSTALL, cause);
  }
}

function installedVersion(require: (name: string) => unknown): string {
  try {
    return (require('onnxruntime-node/package.json') as { version: string }).version;
  } catch (cause) {
    throw new OnnxRuntimeError('missing-package', {
      subject: 'onnxruntime-node',
      expected: 'it to be installed',
      found: messageOf(cause),
      remedy: INSTALL,
      cause,
    });
  }
}
