import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf, OnnxError } from '../errors.js';

/** The version of onnxruntime-node that this package is tested with: its binding is not a public interface. */
export const ONNXRUNTIME_VERSION = '1.30.0';

/** The synchronous session behind `onnxruntime-node`, whose public `run` only defers it with `setImmediate`. */
export interface NativeSession {
  loadModel(
    buffer: ArrayBufferLike,
    byteOffset: number,
    byteLength: number,
    options: InferenceSession.SessionOptions,
  ): void;
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

interface BindingModule {
  readonly binding: { readonly InferenceSession: new () => NativeSession };
  readonly initOrt: () => void;
}

let loaded: OnnxRuntime | undefined;

/**
 * Loads onnxruntime-node.
 *
 * @throws OnnxError `runtime-missing` if it is not installed or its native library does not load,
 *   `runtime-version` if it is not the version that this package is tested with.
 */
export function loadOnnxRuntime(require: NodeJS.Require = createRequire(import.meta.url)): OnnxRuntime {
  loaded ??= load(require);
  return loaded;
}

function load(require: NodeJS.Require): OnnxRuntime {
  const version = installedVersion(require);
  if (version !== ONNXRUNTIME_VERSION) {
    throw new OnnxError(
      'runtime-version',
      `Expected onnxruntime-node ${ONNXRUNTIME_VERSION}, found ${version}. ` +
        `Install the version that @convzoo/onnx is tested with: npm install onnxruntime-node@${ONNXRUNTIME_VERSION}`,
    );
  }
  const { Tensor, listSupportedBackends }: typeof import('onnxruntime-node') = require('onnxruntime-node');
  const { binding, initOrt }: BindingModule = require('onnxruntime-node/dist/binding.js');
  initOrt();
  return {
    version,
    Tensor,
    providers: listSupportedBackends(),
    createSession: () => new binding.InferenceSession(),
  };
}

function installedVersion(require: NodeJS.Require): string {
  try {
    require('onnxruntime-node');
    const { version }: { version: string } = require('onnxruntime-node/package.json');
    return version;
  } catch (cause) {
    throw new OnnxError(
      'runtime-missing',
      `onnxruntime-node could not be loaded on ${process.platform} ${process.arch}: ${messageOf(cause)}. ` +
        `Install it with: npm install onnxruntime-node@${ONNXRUNTIME_VERSION}`,
      { cause },
    );
  }
}
