import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { messageOf, OnnxRuntimeError, unavailable } from '../errors.js';
import { type NativeSession, ONNXRUNTIME_VERSION, type OnnxRuntime } from './binding.js';

export { libraryProblem } from './provider-library.node.js';

/**
 * Its install script downloads CUDA libraries unless `ONNXRUNTIME_NODE_INSTALL=skip` is set; the CPU library
 * is in the package.
 */
const INSTALL = `Install it with \`ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@${ONNXRUNTIME_VERSION}\` (leave the variable out for CUDA).`;

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

/** The processor's name. */
export function processorName(): string {
  return cpus()[0]?.model ?? 'CPU';
}
