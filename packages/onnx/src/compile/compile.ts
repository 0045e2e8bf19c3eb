import {
  ConvzooError,
  type Head,
  type ImageClassifier,
  type ModelDescription,
  parseModelDescription,
} from '@convzoo/core';
import { describe } from '@convzoo/core/errors';
import { encodeModel, type OnnxModel } from '@convzoo/tfjs-backend-onnxruntime/recorder';
import type * as tfl from '@tensorflow/tfjs-layers';
import { compiledKey, readCompiled, storeCompiled } from '#compiled-cache';
import { arrangeModel, type Exportable, type ExportedFunction, traceSource } from '../export/export-model.js';
import { readMetadata } from '../export/metadata.js';
import { checkOnnx } from './check-onnx.js';
import { asClassifier, type CompiledClassifier } from './compiled-classifier.js';
import { type CompiledModel, loadModel } from './compiled-model.js';
import { type SessionOptions, startEngine } from './engine.js';
import { inMicroBatches } from './micro-batch.js';

export interface CompileOptions extends SessionOptions {
  /**
   * How many images to compute at a time. Default: as many as are given. Some execution providers need a
   * fixed number. The CPU's convolutions take fewer multiplications with larger batches, and their filters
   * more memory.
   */
  readonly batch?: number | undefined;
  /**
   * Whether to cache the arranged network on disk, so that it need not be arranged again. Default true.
   * Networks with little to arrange are never cached.
   */
  readonly cache?: boolean | undefined;
}

export interface CompileFileOptions extends SessionOptions {
  /** Name of the file in error messages. Default `compile`. */
  readonly name?: string | undefined;
}

/**
 * Compiles a classifier for inference at ONNX Runtime's full speed: its weights are arranged ahead of time,
 * and TF.js is no longer involved. Later changes of the classifier's weights do not reach the compiled one.
 *
 * @throws ConvzooError `invalid-model` if it cannot be exported (see `exportOnnx`), `invalid-argument` for a
 *   batch of no images, `runtime-unavailable` if no provider starts
 */
export function compile(source: ImageClassifier, options?: CompileOptions): Promise<CompiledClassifier>;
/**
 * Compiles a TF.js layers model or a function of tensors, with one input and one output.
 *
 * @throws ConvzooError as for a classifier; `invalid-model` also if it has several inputs or outputs
 */
export function compile(
  source: tfl.LayersModel | ExportedFunction,
  options?: CompileOptions,
): Promise<CompiledModel>;
/**
 * Compiles the bytes of an ONNX file, or an ONNX model such as `quantize` makes. With a model description in
 * its metadata, as `exportOnnx` and `quantize` write it for classifiers, the result is a
 * `CompiledClassifier`. Otherwise it is a `CompiledModel`, which has no `head`.
 *
 * @throws ConvzooError `invalid-model` if it is not an ONNX model with one input and one output or if its weights lie in
 *   other files,
 *   `invalid-weights` if its model description is not valid, `runtime-unavailable` if no provider starts
 */
export function compile(
  source: Uint8Array | OnnxModel,
  options?: CompileFileOptions,
): Promise<CompiledModel | CompiledClassifier>;
export async function compile(
  source: Exportable | Uint8Array | OnnxModel,
  options: CompileOptions & CompileFileOptions = {},
): Promise<CompiledModel | CompiledClassifier> {
  checkSource(source);
  if (source instanceof Uint8Array) return fromFile(source, readMetadata(source), options);
  if ('initializers' in source) return fromFile(source, source.metadata ?? {}, options);
  const compiled = await fromSource(source, options);
  return 'architecture' in source ? described(compiled, source.description, source.head) : compiled;
}

async function fromFile(
  model: Uint8Array | OnnxModel,
  metadata: Readonly<Record<string, string>>,
  { name = 'compile', ...options }: CompileFileOptions,
): Promise<CompiledModel | CompiledClassifier> {
  if (model instanceof Uint8Array) checkOnnx(model, name);
  const description = parseModelDescription(metadata, name);
  const compiled = await loadModel(await startEngine(options), model);
  return description === undefined ? compiled : described(compiled, description);
}

function described(compiled: CompiledModel, description: ModelDescription, head?: Head): CompiledClassifier {
  try {
    return asClassifier(compiled, description, head);
  } catch (error) {
    compiled.dispose();
    throw error;
  }
}

async function fromSource(
  source: Exportable,
  { batch, cache = true, ...options }: CompileOptions,
): Promise<CompiledModel> {
  if (batch !== undefined && !(Number.isInteger(batch) && batch > 0)) {
    throw new ConvzooError('invalid-argument', {
      subject: 'compile: batch',
      expected: 'a whole number of at least 1',
      found: `${batch}`,
    });
  }
  const engine = await startEngine(options);
  const { block } = engine;
  const inParts = batch !== undefined && block !== undefined && 'taps' in source;
  const traced = traceSource(inParts ? inMicroBatches(source, batch) : source, { batch, block });
  const key = cache ? compiledKey(traced, engine.version) : undefined;
  if (key === undefined) return await loadModel(engine, arrangeModel(traced));

  const known = await readCompiled(key);
  if (known !== undefined) return await loadModel(engine, known);
  const model = encodeModel(arrangeModel(traced));
  const compiled = await loadModel(engine, model);
  storeCompiled(key, model);
  return compiled;
}

/** JavaScript lets the path of a file be given. */
function checkSource(source: unknown): void {
  if (typeof source === 'function' || (typeof source === 'object' && source !== null)) return;
  throw new ConvzooError('invalid-argument', {
    subject: 'compile',
    expected: 'a classifier, a model, a function or the bytes of an ONNX file',
    found: describe(source),
  });
}
