import {
  type Architecture,
  type ArchitectureOptions,
  type ClassifierBuilder,
  ConvzooError,
  createHead,
  describedHead,
  type Head,
  type HeadKind,
  type ImageClassifier,
  type ModelDescription,
  type Preprocessing,
  type PublishedWeights,
  parseModelDescription,
} from '@convzoo/core';
import { describe, didYouMean } from '@convzoo/core/errors';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { fitPreprocessing, preprocessingFor } from '@convzoo/core/preprocess';
import {
  countClasses,
  type DownloadProgress,
  type LoadedWeights,
  type LoadModelOptions,
  loadModel,
  loadWeightsFor,
} from '@convzoo/weights';
import { compiledClassifier, kindOfPath, openOnnxFile, startRuntime } from '#platform';
import { contradiction, refuseContradictions } from './model/contradictions.js';
import { mismatch, undescribed } from './model/mismatch.js';
import { createModel, type Model } from './model/model.js';
import { givenReference, isGiven, nameOf, parseReference, type Reference } from './model/reference.js';
import type { GivenFile, GivenModel } from './paths.js';
import { allArchitectures, loadBuilder } from './registry/load-builder.js';
import { describedBuilder, exportedBuilder } from './registry/open-builder.js';
import { checkChoices } from './registry/registry.js';

export interface PretrainedOptions {
  /**
   * Weights other than those that the reference names: a tag, a file, a folder, a URL, a hub repository, or the bytes
   * of a file, such as a `File` that somebody chose in a page.
   */
  readonly weights?: string | GivenModel;
  /** Options of the network, such as `{ width: 0.25 }`, if the weights do not state them. */
  readonly architecture?: ArchitectureOptions & Readonly<Record<string, unknown>>;
  /** The kind of head, if the weights do not state it. Default `multi-class`. */
  readonly head?: HeadKind;
  /** Class names, if the weights do not state them. */
  readonly classes?: readonly string[];
  /**
   * Preprocessing, if the weights do not state it: fields that replace those derived from the weights or the input
   * size. Fitted to the input size.
   */
  readonly preprocessing?: Partial<Preprocessing>;
  /** The engine, such as `wasm` or `onnxruntime`. Default: the one that is set up, else the best that starts. */
  readonly runtime?: string;
  /** The number of images per run, if it is known: engines may use it. */
  readonly batch?: number;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Opens a model by its name, ready to classify: `resnet50`, `resnet50@imagenet1k_v2`, a hub repository, a URL, a file
 * of weights, the folder of a model or of a training run, an ONNX file, or `module#export` for a third-party
 * network. In a page, a path is an address, relative to the page. A `URL`, the file itself as bytes, `Blob` or `File`,
 * and a folder as a map of its files by their paths are accepted as well. What the weights state (network, options,
 * head, classes, preprocessing) need not be repeated.
 *
 * @throws ConvzooError `unknown-name`, `file-error` or `missing-package` for a reference that leads nowhere;
 * `invalid-argument` for options that contradict the weights; `weights-mismatch` if the weights do not fit the
 * network; what downloading and reading weights throw; the signal's reason
 */
export async function pretrained(
  reference: string | GivenModel,
  options: PretrainedOptions = {},
): Promise<Model> {
  await startRuntime(options.runtime);
  const parsed =
    typeof reference === 'string'
      ? parseReference(reference, await kindOfPath(reference))
      : givenReference(reference);
  if (parsed.kind === 'onnx') return await openOnnx(parsed.source, options);
  const { classifier, description } = await openClassifier(parsed, options);
  return modelOf(classifier, {
    name: nameOf(reference),
    ...(description?.training === undefined ? {} : { training: description.training }),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
  });
}

/** A classifier as a model. The model owns it: disposing of the model frees its weights. */
export function modelOf(
  classifier: ImageClassifier,
  { name, training, batch }: { name: string; training?: ModelDescription['training']; batch?: number },
): Model {
  return createModel({
    name,
    source: classifier,
    classifier,
    ...(training === undefined ? {} : { training }),
    compile: () => compiledClassifier(classifier, batch),
  });
}

async function openOnnx(source: string | GivenFile, options: PretrainedOptions): Promise<Model> {
  const { weights, architecture, head, classes, preprocessing } = options;
  const given = Object.entries({ weights, architecture, head, classes, preprocessing });
  const [first] = given.filter(([, value]) => value !== undefined);
  const name = nameOf(source);
  if (first !== undefined) throw contradiction(name, 'an ONNX file, which describes itself', first[0]);
  return createModel({ name, source: await openOnnxFile(source, name) });
}

interface Opened {
  readonly classifier: ImageClassifier;
  readonly description: ModelDescription | undefined;
}

async function openClassifier(
  reference: Exclude<Reference, { kind: 'onnx' }>,
  options: PretrainedOptions,
): Promise<Opened> {
  if (reference.kind === 'weights') {
    const name = nameOf(reference.source);
    if (options.weights !== undefined) throw contradiction(name, 'weights already', 'weights');
    const architectures = await allArchitectures();
    const loaded = await loadModel(reference.source, { ...loading(options), architectures });
    const { description } = loaded;
    if (description === undefined) throw await undescribed(name, loaded.stateDict);
    const builder = await describedBuilder(description);
    checkChoices(description.architecture.name, options.architecture);
    return { classifier: await build(builder, { loaded, description }, options), description };
  }
  const builder =
    reference.kind === 'network'
      ? await loadBuilder(reference.name)
      : await exportedBuilder(reference.specifier, reference.name);
  checkChoices(builder.architecture().name, options.architecture);
  const published = await publishedOf(builder, reference, options);
  const source = published ?? options.weights;
  if (source === undefined) throw withoutWeights(builder.architecture().name);
  // Keras's names are translated by the network's own table, for which its default options do.
  const loaded = await loadWeightsFor(builder.architecture(options.architecture), source, loading(options));
  const subject = typeof source === 'string' || isGiven(source) ? nameOf(source) : reference.name;
  const description = parseModelDescription(loaded.metadata, subject);
  if (description !== undefined) refuseOther(description, builder.architecture().name, subject);
  return { classifier: await build(builder, { loaded, description, published }, options), description };
}

/** The published weights that a reference or the options name; undefined for weights from elsewhere. */
async function publishedOf(
  builder: ClassifierBuilder,
  reference: Extract<Reference, { kind: 'network' | 'module' }>,
  options: PretrainedOptions,
): Promise<PublishedWeights | undefined> {
  const { name, weights } = builder.architecture(options.architecture);
  const tag = reference.kind === 'network' ? reference.tag : undefined;
  if (tag !== undefined && options.weights !== undefined && options.weights !== tag) {
    throw contradiction(`${name}@${tag}`, `the weights ${tag}`, 'weights');
  }
  const wanted = tag ?? options.weights;
  if (wanted === undefined) return Object.values(weights)[0];
  if (typeof wanted !== 'string') return undefined;
  if (tag === undefined && (await kindOfPath(wanted)) !== undefined) return undefined;
  if (Object.hasOwn(weights, wanted)) return weights[wanted];
  if (tag === undefined && /[/.:]/.test(wanted)) return undefined;
  const tags = Object.keys(weights);
  throw new ConvzooError('unknown-name', {
    subject: `weights of ${name}`,
    expected: tags.join(' or ') || 'a file, a URL or a hub repository: it has no published ones',
    found: describe(wanted),
    remedy: didYouMean(wanted, tags),
  });
}

interface Given {
  readonly loaded: LoadedWeights & { readonly preprocessing?: Preprocessing };
  readonly description: ModelDescription | undefined;
  readonly published?: PublishedWeights | undefined;
}

/** The classifier of some weights: as they state, else as published, else by the options. */
async function build(
  builder: ClassifierBuilder,
  { loaded, description, published }: Given,
  options: PretrainedOptions,
): Promise<ImageClassifier> {
  const chosen = { ...description?.architecture.options, ...options.architecture };
  const architecture = builder.architecture(chosen);
  const preprocessing = preprocessingOf(architecture, { loaded, description, published }, options);
  if (description !== undefined) {
    refuseContradictions(builder, description, { ...options, preprocessing }, loaded.path);
  }
  const { stateDict } = loaded;
  const head =
    description === undefined
      ? headOf(countClasses(architecture, stateDict), published?.classes, options, loaded.path)
      : describedHead(description);
  try {
    return builder({
      ...chosen,
      head,
      weights: stateDict,
      ...(preprocessing === undefined ? {} : { preprocessing }),
    });
  } catch (error) {
    if (!ConvzooError.isInstance(error) || error.code !== 'weights-mismatch') throw error;
    throw await mismatch(error, { name: architecture.name, path: loaded.path, stateDict });
  }
}

/** The preprocessing that the weights or the options state; undefined if neither does. */
function preprocessingOf(
  { inputShape }: Architecture,
  { loaded, description, published }: Given,
  { preprocessing: given }: PretrainedOptions,
): Preprocessing | undefined {
  const trained = description?.preprocessing ?? published?.preprocessing ?? loaded.preprocessing;
  if (given === undefined) return trained && fitPreprocessing(trained, inputShape);
  return fitPreprocessing({ ...(trained ?? preprocessingFor(inputShape)), ...given }, inputShape);
}

/** Class names in the order of the logits: those asked for, those published, ImageNet's, or plain numbers. */
function headOf(
  count: number | undefined,
  published: readonly string[] | undefined,
  { head = 'multi-class', classes = published }: PretrainedOptions,
  path: string,
): Head {
  if (classes === undefined) {
    return createHead(head, count === imagenetClasses.length ? imagenetClasses : (count ?? 1));
  }
  if (count === undefined || classes.length === count) return createHead(head, classes);
  throw new ConvzooError('classes-mismatch', {
    subject: path,
    expected: `${count} class names, as many as the weights have logits`,
    found: `${classes.length}`,
  });
}

function loading({ onProgress, signal }: PretrainedOptions): Pick<LoadModelOptions, 'onProgress' | 'signal'> {
  return { ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal }) };
}

function refuseOther(description: ModelDescription, name: string, subject: string): void {
  const described = description.architecture.name;
  if (described === name) return;
  throw new ConvzooError('invalid-argument', {
    subject,
    expected: `the network that the weights are of, ${described}`,
    found: name,
    remedy: 'Omit the network: the weights state it.',
  });
}

function withoutWeights(name: string): ConvzooError {
  return new ConvzooError('invalid-argument', {
    subject: name,
    expected: 'weights: a file, a folder, a URL or a hub repository',
    found: 'none, and none are published for these options',
    remedy: `Pass them: pretrained('${name}', { weights }), or --weights FILE.`,
  });
}
