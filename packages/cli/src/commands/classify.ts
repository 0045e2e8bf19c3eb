import type { ConvzooError, DecodeOptions, Head, ImageClassifier, Pixels, Prediction } from '@convzoo/core';
import { useRuntime } from '@convzoo/core';
import { decodeImages, listImages } from '@convzoo/data';
import { compileClassifier, onnxRuntime } from '@convzoo/onnx';
import { type ClassifierFlags, loadClassifier } from '../load-classifier.js';
import { progressBar } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { parseNumber, wrong } from '../zoo.js';

export interface ClassifyFlags extends ClassifierFlags {
  top?: string;
  batch?: string;
  runtime?: string;
  json?: boolean;
}

/** One image's entry in the JSON output. */
export type ClassifiedImage =
  | { readonly image: string; readonly predictions: readonly Prediction[] }
  | { readonly image: string; readonly error: string };

/**
 * `convzoo classify`: labels of images. An image that can't be read is reported and the others are still
 * classified. Returns whether all of them were.
 */
export async function classify(
  inputs: readonly string[],
  flags: ClassifyFlags,
  terminal: Terminal,
): Promise<boolean> {
  const top = flags.top === undefined ? undefined : count('--top', flags.top);
  const batch = count('--batch', flags.batch ?? '8');
  const paths = await listImages(inputs);
  const runtime = await useRuntime(flags.runtime ?? 'auto', { adapters: [onnxRuntime] });
  const classifier = await loadClassifier(flags, terminal);
  const engine = await engineFor(classifier, runtime.name, decoding(top, classifier.head));
  const bar = progressBar(terminal, 'images', 'images');
  const results: ClassifiedImage[] = [];
  let failed = 0;
  const report = (result: ClassifiedImage): void => {
    if (flags.json === true) results.push(result);
    else if ('predictions' in result) terminal.out(`${formatLine(result.image, result.predictions)}\n`);
    if ('error' in result) terminal.err(`convzoo: ${result.error}\n`);
  };
  try {
    const onError = ({ message }: ConvzooError, image: string): void => {
      failed++;
      report({ image, error: message });
    };
    let done = 0;
    for await (const group of inBatches(decoded(paths, onError, terminal.signal), batch)) {
      for (const result of await predictions(engine, group)) report(result);
      done += group.length;
      bar.update(done + failed, paths.length);
    }
  } finally {
    bar.stop();
    engine.dispose();
    classifier.dispose();
  }
  if (flags.json === true) terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  return failed === 0;
}

interface Engine {
  classify(images: readonly Pixels[]): Prediction[][] | Promise<Prediction[][]>;
  dispose(): void;
}

/** On ONNX Runtime the network is compiled: the same answers without TF.js between the image and the engine. */
async function engineFor(
  classifier: ImageClassifier,
  runtime: string,
  options: DecodeOptions,
): Promise<Engine> {
  if (runtime !== onnxRuntime.name) {
    return { classify: (images) => classifier.classify(images, options), dispose: () => {} };
  }
  const compiled = await compileClassifier(classifier);
  return { classify: (images) => compiled.classify(images, options), dispose: compiled.dispose };
}

interface DecodedFile {
  readonly source: string;
  readonly pixels: Pixels;
}

function decoded(
  paths: readonly string[],
  onError: (error: ConvzooError, image: string) => void,
  signal: AbortSignal,
): AsyncIterable<DecodedFile> {
  return decodeImages(paths, {
    signal,
    concurrency: 8,
    onError: (error, source) => onError(error, String(source)),
  });
}

async function predictions(engine: Engine, files: readonly DecodedFile[]): Promise<ClassifiedImage[]> {
  const labels = await engine.classify(files.map(({ pixels }) => pixels));
  return files.map(({ source }, i) => ({ image: source, predictions: labels[i]! }));
}

/** People want to see more than the one class that a softmax head decides for. */
function decoding(top: number | undefined, { kind }: Head): DecodeOptions {
  if (top !== undefined) return { top };
  return kind === 'multi-class' ? { top: 5 } : {};
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function formatLine(image: string, labels: readonly Prediction[]): string {
  const found = labels.map(({ label, score }) => `${label} ${(100 * score).toFixed(1)} %`).join(', ');
  return `${image}: ${found === '' ? 'no label holds' : found}`;
}

function count(flag: string, text: string): number {
  const value = parseNumber(flag, text);
  if (!Number.isInteger(value) || value < 1) throw wrong(flag, 'a whole number of at least 1', text);
  return value;
}
