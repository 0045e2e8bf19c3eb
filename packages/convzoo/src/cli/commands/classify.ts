import type { ConvzooError, DecodeOptions, Head, Prediction } from '@convzoo/core';
import { listImages } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import { classifyFiles, defaultBatch, evenBatch, type LabeledFile } from '../classify-files.js';
import { type Engine, engineFor, engineOfFile } from '../engine.js';
import { type ClassifierFlags, loadClassifier } from '../load-classifier.js';
import { progressBar } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { parseNumber, wrong } from '../zoo.js';

export interface ClassifyFlags extends Omit<ClassifierFlags, 'weights'> {
  /** Needed unless the model is an ONNX file. */
  weights?: string;
  top?: string;
  batch?: string;
  runtime?: string;
  json?: boolean;
}

/** One image's entry in the JSON output. */
export type ClassifiedImage = LabeledFile | { readonly image: string; readonly error: string };

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
  const most = count('--batch', flags.batch ?? String(defaultBatch));
  const paths = await listImages(inputs);
  const batch = evenBatch(paths.length, most);
  const { engine, dispose } = await startEngine(flags, batch, terminal);
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
    const labeled = classifyFiles(engine, paths, {
      batch,
      decoding: decoding(top, engine.head),
      onError,
      signal: terminal.signal,
    });
    for await (const group of labeled) {
      for (const file of group) report(file);
      done += group.length;
      bar.update(done + failed, paths.length);
    }
  } finally {
    bar.stop();
    dispose();
  }
  if (flags.json === true) terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  return failed === 0;
}

/** Compiles an ONNX file as it is, or a network of the zoo with weights. */
async function startEngine(
  flags: ClassifyFlags,
  batch: number,
  terminal: Terminal,
): Promise<{ engine: Engine; dispose: () => void }> {
  const isFile = flags.model.endsWith('.onnx');
  if (isFile) refuseFlags(flags);
  const runtime = await useRuntime(flags.runtime ?? 'auto', { adapters: [onnxRuntime] });
  if (isFile) {
    const engine = await engineOfFile(flags.model);
    return { engine, dispose: engine.dispose };
  }
  const { weights } = flags;
  if (weights === undefined) throw wrong('--weights', 'the weights of the model', 'nothing');
  const classifier = await loadClassifier({ ...flags, weights }, terminal);
  const engine = await engineFor(classifier, runtime.name, batch);
  const dispose = (): void => {
    engine.dispose();
    classifier.dispose();
  };
  return { engine, dispose };
}

/** An ONNX file says itself what these flags say of a network of the zoo. */
function refuseFlags({ option = [], ...flags }: ClassifyFlags): void {
  const { weights, head, labels, preprocessing, size, channels, width } = flags;
  const described = { weights, head, labels, preprocessing, size, channels, width, option: option[0] };
  for (const [name, value] of Object.entries(described)) {
    if (value !== undefined) throw wrong(`--${name}`, 'no such flag beside an ONNX file', value);
  }
}

/** People want to see more than the one class that a softmax head decides for. */
function decoding(top: number | undefined, { kind }: Head): DecodeOptions {
  if (top !== undefined) return { top };
  return kind === 'multi-class' ? { top: 5 } : {};
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
