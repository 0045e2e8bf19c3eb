import { ConvzooError, nearest } from '@convzoo/core/errors';

export const measures = ['inference', 'training', 'explanation', 'accuracy'] as const;
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
  /** A runtime of TF.js, `auto`, or `compiled`: ONNX Runtime without TF.js. */
  readonly runtime: string;
  /** Execution provider of ONNX Runtime; null elsewhere. */
  readonly provider: string | null;
}

/** Engines of Node, the fastest first where their hardware is there. */
const runtimes = ['tensorflow-gpu', 'webgpu', 'onnxruntime', 'tensorflow', 'wasm', 'cpu'] as const;
const withProviders: readonly string[] = ['onnxruntime', 'compiled'];
const providers = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml'] as const;

/** All that `--runtime all` tries. */
export const everyEngine: readonly string[] = [
  ...runtimes.filter((runtime) => !withProviders.includes(runtime)),
  ...withProviders.flatMap((runtime) =>
    providers.map((provider) => (provider === 'cpu' ? runtime : `${runtime}:${provider}`)),
  ),
];

/** @throws ConvzooError `unknown-name` */
export function parseEngine(text: string): Engine {
  const [runtime = '', provider, ...rest] = text.split(':');
  const names = ['auto', 'compiled', ...runtimes];
  if (!names.includes(runtime)) throw unknown('runtime', names, runtime);
  if (!withProviders.includes(runtime)) {
    if (provider === undefined) return { runtime, provider: null };
    throw unknown('runtime with a provider', withProviders, text);
  }
  const known: readonly string[] = providers;
  if (provider !== undefined && (!known.includes(provider) || rest.length > 0)) {
    throw unknown(`provider of ${runtime}`, known, provider);
  }
  return { runtime, provider: provider ?? 'cpu' };
}

function unknown(subject: string, names: readonly string[], found: string): ConvzooError {
  return new ConvzooError('unknown-name', {
    subject,
    expected: names.join(', '),
    found: `"${found}"`,
    remedy: `Did you mean ${nearest(found, names)}?`,
  });
}
