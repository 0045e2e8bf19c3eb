import type * as ort from 'onnxruntime-web';
import { availableThreads, buildsOf } from '#onnxruntime-web';
import { messageOf, OnnxRuntimeError, unavailable } from '../errors.js';
import type { OnnxModel } from '../model/model.js';
import { product } from '../model/product.js';
import { type Adapter, findAdapter } from './adapter.js';
import type { Build, WebProvider } from './build.js';
import { addressOf } from './files.js';
import { type Exclusive, openSession, type SessionContext, type WebSession } from './session.js';

export interface WebOptions {
  /**
   * Threads of WebAssembly. They start with onnxruntime-web and cannot be changed later. Default: half of the
   * processor's, from two to four, in Node and in pages that are cross-origin isolated; one in other pages.
   */
  readonly threads?: number | undefined;
}

/** An execution provider of onnxruntime-web that works. */
export interface WebEngine {
  readonly provider: WebProvider;
  /** What computes, as in `onnxruntime-web (wasm, 2 threads)`. */
  readonly name: string;
  /** The same without the package: `wasm, 2 threads`. */
  readonly device: string;
  /** True only for hardware that was proved to be a GPU. */
  readonly isGpu: boolean;
  readonly version: string;
  /**
   * Loads a model, or the bytes of a file.
   *
   * @throws OnnxRuntimeError `invalid-model` if it is not valid, or needs what the provider lacks
   */
  open(model: OnnxModel | Uint8Array): Promise<WebSession>;
}

/** A build whose WebAssembly runs, one call at a time. */
interface Started {
  readonly runtime: typeof ort;
  readonly adapter: Adapter | undefined;
  readonly exclusive: Exclusive;
}

/** What failed once is not tried again: onnxruntime-web starts once in a program, or never. */
const builds = new Map<Build, Promise<Started>>();
const checked = new Map<WebProvider, Promise<Started>>();

export function isWebProvider(provider: string): provider is WebProvider {
  return Object.hasOwn(buildsOf, provider);
}

/**
 * Starts a provider of onnxruntime-web, and checks that it computes.
 *
 * @throws OnnxRuntimeError `missing-package` if onnxruntime-web is not installed, `runtime-unavailable` if the provider
 *   does not start or computes wrongly, `invalid-argument` for another number of threads than it started with
 */
export async function startWebEngine(
  provider: WebProvider,
  { threads }: WebOptions = {},
): Promise<WebEngine> {
  const build = buildsOf[provider];
  if (build === undefined) {
    throw unavailable(`onnxruntime-web: ${provider}`, 'Node.js', 'Use the provider wasm.');
  }
  const { runtime, adapter, exclusive } = await once(checked, provider, async () => {
    const started = await once(builds, build, () => startBuild(build, threads));
    await check({ ...started, provider }, build);
    return started;
  });
  const found = runtime.env.wasm.numThreads ?? 1;
  if (threads !== undefined && threads !== found) throw otherThreads(threads, found);
  const isGpu = provider === 'webgpu' && adapter?.isHardware === true;
  const device = describe(provider, found, adapter);
  return {
    provider,
    name: `onnxruntime-web (${device})`,
    device,
    isGpu,
    version: runtime.env.versions.web ?? runtime.env.versions.common,
    open: (model) => openSession({ runtime, provider, exclusive }, model),
  };
}

async function once<Key>(
  known: Map<Key, Promise<Started>>,
  key: Key,
  start: () => Promise<Started>,
): Promise<Started> {
  const promise = known.get(key) ?? start();
  known.set(key, promise);
  return await promise;
}

/** Half of them may be the second threads of the same cores. */
function defaultThreads(available: number): number {
  return Math.min(available, Math.max(2, Math.min(4, Math.ceil(available / 2))));
}

async function startBuild(build: Build, threads: number | undefined): Promise<Started> {
  const runtime = await build.load();
  const { env } = runtime;
  env.logLevel = 'fatal';
  env.wasm.numThreads ??= threads ?? defaultThreads(availableThreads());
  const wasm = addressOf(build.binary);
  if (wasm !== undefined) env.wasm.wasmPaths = { wasm };
  const adapter = build === buildsOf.webgpu ? await findAdapter() : undefined;
  if (adapter !== undefined) env.webgpu.adapter = adapter.adapter;
  let last: Promise<unknown> = Promise.resolve();
  const exclusive: Exclusive = (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
  return { runtime, adapter, exclusive };
}

/** Without the CPU's help, to which ONNX Runtime would otherwise fall back silently. */
async function check(context: SessionContext, build: Build): Promise<void> {
  const subject = `onnxruntime-web: ${context.provider}`;
  let result: number | undefined;
  try {
    const session = await openSession(context, product, false);
    const a = { data: Float32Array.of(1, 2), shape: [1, 2] };
    const b = { data: Float32Array.of(3, 4), shape: [2, 1] };
    [result] = await session.run({ a, b }, 'y');
    session.dispose();
  } catch (error) {
    const cause = error instanceof OnnxRuntimeError ? error.cause : error;
    const found = messageOf(cause).trim();
    throw unavailable(subject, found, remedyFor(found, build), cause);
  }
  if (result !== 11) throw unavailable(subject, `1 * 3 + 2 * 4 gave ${result}`, 'Use another provider.');
}

function remedyFor(message: string, { binary }: Build): string {
  if (/content security policy|unsafe-eval|blocked by csp/i.test(message)) {
    return "Add 'wasm-unsafe-eval' to the script-src of the page's content security policy.";
  }
  if (binary === undefined || !/wasm|fetch|import/i.test(message)) return 'Use another provider.';
  return `Serve ${binary}, of onnxruntime-web/dist, where the page can fetch it, and call setOnnxRuntimeWebFiles('/folder/') before the first use.`;
}

function describe(provider: WebProvider, threads: number, adapter: Adapter | undefined): string {
  if (provider === 'webgpu') return `webgpu: ${adapter?.name ?? 'unnamed adapter'}`;
  if (provider === 'webnn') return 'webnn';
  return `wasm, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

function otherThreads(expected: number, found: number): OnnxRuntimeError {
  return new OnnxRuntimeError('invalid-argument', {
    subject: 'threads',
    expected: `${found}, with which onnxruntime-web runs here`,
    found: String(expected),
    remedy: 'Say the number at the first use; a page needs cross-origin isolation for more than one.',
  });
}
