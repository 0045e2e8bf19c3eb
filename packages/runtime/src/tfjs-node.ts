import * as tf from '@tensorflow/tfjs-core';
import { activateBackend, unavailable, versions } from './backend.js';
import { environment, nodeModule } from './host.js';
import { importNative } from './importing.js';

export interface TfjsNode {
  versions: Record<string, string>;
  /** What the native binding answers, not what the package's name promises. */
  isUsingGpu: boolean;
}

const LOG_LEVEL = 'TF_CPP_MIN_LOG_LEVEL';

/** Starts the TensorFlow C library through `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`. */
export async function startTfjsNode(name: string, specifier: string): Promise<TfjsNode> {
  const util = nodeModule('node:util');
  if (util === undefined) throw unavailable(name, 'no Node.js, which TensorFlow needs');
  Object.assign(util, utilities);
  const env = environment();
  // TensorFlow would print on standard error which instructions its build does not use. Warnings are kept.
  if (env !== undefined && !(LOG_LEVEL in env)) Object.assign(env, { [LOG_LEVEL]: '1' });
  // Two copies of the C library in one process would clash: the first one loaded serves both runtimes.
  if (tf.findBackendFactory('tensorflow') === null) await importNative(specifier);
  await activateBackend('tensorflow');
  const binding = bindingOf(tf.backend());
  if (binding === undefined) throw unavailable(name, 'a backend "tensorflow" without a native binding');
  return {
    versions: versions({ TensorFlow: binding.TF_Version }),
    isUsingGpu: binding.isUsingGpuDevice(),
  };
}

/**
 * Functions of Node's `util` that tfjs-node 4.22 calls. Older versions of Node warn that they are
 * deprecated and Node 23 has removed some.
 */
const utilities = {
  isArray: Array.isArray,
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
};

interface Binding {
  TF_Version: string;
  isUsingGpuDevice(): boolean;
}

function bindingOf(backend: object): Binding | undefined {
  const binding: unknown = 'binding' in backend ? backend.binding : undefined;
  return isBinding(binding) ? binding : undefined;
}

function isBinding(value: unknown): value is Binding {
  return (
    typeof value === 'object' &&
    value !== null &&
    'TF_Version' in value &&
    typeof value.TF_Version === 'string' &&
    'isUsingGpuDevice' in value &&
    typeof value.isUsingGpuDevice === 'function'
  );
}
