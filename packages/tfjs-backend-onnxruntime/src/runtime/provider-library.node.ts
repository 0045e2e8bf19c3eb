import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.js';

/** Providers with a shared library of their own, which the npm package does not contain. */
const LIBRARIES: Readonly<Record<string, string>> = {
  cuda: 'libonnxruntime_providers_cuda.so',
  tensorrt: 'libonnxruntime_providers_tensorrt.so',
};

/**
 * Why a provider's library does not load, which ONNX Runtime's own error does not say.
 * Undefined if the provider has no library of its own, or if it loads.
 */
export function libraryProblem(provider: string): string | undefined {
  const library = LIBRARIES[provider];
  if (library === undefined || process.platform !== 'linux') return undefined;
  const path = join(
    packageFolder(createRequire(import.meta.url)),
    'bin',
    'napi-v6',
    process.platform,
    process.arch,
    library,
  );
  if (!existsSync(path)) {
    return `${library} is missing; onnxruntime-node's install script downloads it (npm rebuild onnxruntime-node)`;
  }
  try {
    process.dlopen({ exports: {} }, path);
  } catch (error) {
    // A library that loads fails only for not being a Node module; any other message comes from the loader.
    const message = messageOf(error);
    return message.includes('self-register') ? undefined : message;
  }
  return undefined;
}

/** `require` is passed on, as bundlers for servers try to resolve what `createRequire(…).resolve` is asked for at once. */
function packageFolder(require: NodeJS.Require): string {
  return dirname(require.resolve('onnxruntime-node/package.json'));
}
