import { libraryProblem } from '#native';
import { messageOf, OnnxRuntimeError } from '../errors.js';
import { product } from '../model/product.js';
import type { OnnxRuntime } from './binding.js';
import { createSession } from './session.js';

/** Providers that run only on a GPU. Others may use a GPU, an accelerator or neither, and do not say. */
const GPU_PROVIDERS: ReadonlySet<string> = new Set(['cuda', 'tensorrt']);

export function isGpuProvider(provider: string): boolean {
  return GPU_PROVIDERS.has(provider);
}

/**
 * The first of the providers that computes something without the CPU's help, to which ONNX Runtime would
 * otherwise fall back silently.
 *
 * @throws OnnxRuntimeError `runtime-unavailable` if none does, saying why for each.
 */
export function startProvider(runtime: OnnxRuntime, providers: readonly string[]): string {
  const failures: string[] = [];
  for (const provider of providers) {
    const failure = failureOf(runtime, provider);
    if (failure === undefined) return provider;
    failures.push(`${provider}: ${failure}`);
  }
  throw new OnnxRuntimeError('runtime-unavailable', {
    subject: 'ONNX Runtime',
    expected: `a provider that starts, of [${providers.join(', ')}]`,
    found: failures.join('; ') || 'an empty list',
    remedy: `This build of onnxruntime-node has: ${runtime.providers.map(({ name }) => name).join(', ')}.`,
  });
}

function failureOf(runtime: OnnxRuntime, provider: string): string | undefined {
  try {
    const session = createSession(runtime, product, { providers: [provider], fallback: false });
    const a = new runtime.Tensor('float32', [1, 2], [1, 2]);
    const b = new runtime.Tensor('float32', [3, 4], [2, 1]);
    const [result] = session.run({ a, b }, { y: null }, {}).y!.data;
    session.dispose();
    return result === 11 ? undefined : `1 * 3 + 2 * 4 gave ${result}`;
  } catch (cause) {
    const message = messageOf(cause instanceof OnnxRuntimeError ? cause.cause : cause);
    return [message.trim(), libraryProblem(provider)].filter(Boolean).join(': ');
  }
}
