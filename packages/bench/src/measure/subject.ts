import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';

export const measures = ['inference', 'loading', 'training', 'explanation', 'accuracy'] as const;
export type Measure = (typeof measures)[number];

export const precisions = ['float32', 'int8'] as const;
export type Precision = (typeof precisions)[number];

/** What a row is about. Together with the round it names one measuring process. */
export interface Subject {
  readonly measure: Measure;
  readonly model: string;
  /**
   * The engine asked for: a runtime of TF.js, `auto` or `compiled`, with `:provider` where ONNX Runtime has
   * several.
   */
  readonly requested: string;
  readonly precision: Precision;
  /** Images per run, never changed to make a model fit. */
  readonly batch: number;
  /** What is learned, in rows of accuracy. */
  readonly task: string | null;
}

/** Equal for equal subjects. */
export function subjectKey({ measure, model, requested, precision, batch, task }: Subject): string {
  return [measure, model, requested, precision, batch, task].join('|');
}

export interface Engine {
  /** A runtime of TF.js, `auto`, `compiled` (ONNX Runtime without TF.js), or `browser` (a page of Chromium). */
  readonly runtime: string;
  /** Execution provider of ONNX Runtime, or a page's backend of TF.js; null elsewhere. */
  readonly provider: string | null;
}

/** Engines of Node, the fastest first where their hardware is there. */
const runtimes = ['tensorflow-gpu', 'webgpu', 'onnxruntime', 'tensorflow', 'wasm', 'cpu'] as const;
const providers = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml'] as const;
const backends = ['wasm', 'webgl', 'webgpu'] as const;

/** What follows the colon, by runtime. */
const withProviders: Readonly<Record<string, readonly string[]>> = {
  onnxruntime: providers,
  compiled: providers,
  browser: backends,
};

/** What `--browser` adds: TF.js's backends in a page of Chromium. */
export const browserEngines: readonly string[] = backends.map((backend) => `browser:${backend}`);

export function isInBrowser(engine: string): boolean {
  return parseEngine(engine).runtime === 'browser';
}

/** All that `--runtime all` tries. */
export const everyEngine: readonly string[] = [
  ...runtimes.filter((runtime) => runtime !== 'onnxruntime'),
  ...['onnxruntime', 'compiled'].flatMap((runtime) =>
    providers.map((provider) => (provider === 'cpu' ? runtime : `${runtime}:${provider}`)),
  ),
];

/** @throws ConvzooError `unknown-name` */
export function parseEngine(text: string): Engine {
  const [runtime = '', provider, ...rest] = text.split(':');
  const names = ['auto', 'compiled', 'browser', ...runtimes];
  if (!names.includes(runtime)) throw unknown('runtime', names, runtime);
  const known = Object.hasOwn(withProviders, runtime) ? withProviders[runtime]! : undefined;
  if (known === undefined) {
    if (provider === undefined) return { runtime, provider: null };
    throw unknown('runtime with a provider', Object.keys(withProviders), text);
  }
  if (provider !== undefined && (!known.includes(provider) || rest.length > 0)) {
    throw unknown(`provider of ${runtime}`, known, provider);
  }
  return { runtime, provider: provider ?? known[0]! };
}

function unknown(subject: string, names: readonly string[], found: string): ConvzooError {
  return new ConvzooError('unknown-name', {
    subject,
    expected: names.join(', '),
    found: describe(found),
    remedy: didYouMean(found, names),
  });
}
