import { ConvzooError, describe } from '../errors/index.js';
import type { HeadKind } from '../heads/kind.js';
import { type JsonObject, parseJson } from '../json.js';
import { checkPreprocessing, type Preprocessing, preprocessingFault } from '../preprocess/preprocessing.js';

/**
 * Everything besides the weights that it takes to rebuild a classifier: plain JSON, stored with the weights.
 */
export interface ModelDescription {
  readonly schema: 1;
  readonly architecture: {
    /** Name of the builder, such as `resnet50`. */
    readonly name: string;
    /** The npm package that exports the builder. */
    readonly package?: string;
    /** What the builder is called with, except for the head. */
    readonly options: JsonObject;
  };
  readonly head: {
    readonly kind: HeadKind;
    readonly classes: readonly string[];
    /** One per class; multi-label and binary heads only. */
    readonly thresholds?: readonly number[];
  };
  /** Left out for inputs that are not images, such as those of five channels. */
  readonly preprocessing?: Preprocessing;
  /** How the weights were trained: data, split, epochs, metrics. */
  readonly training?: JsonObject;
  /** Versions of the packages that made the file, by name; none where the file does not say. */
  readonly versions: Readonly<Record<string, string>>;
}

const metadataKey = 'convzoo';

/**
 * A description as the metadata of a safetensors or ONNX file. `format: 'pt'` says that names and layouts of
 * the tensors are PyTorch's.
 */
export function modelMetadata(description: ModelDescription): Record<string, string> {
  return { format: 'pt', [metadataKey]: JSON.stringify(description) };
}

/**
 * Reads the description that `modelMetadata` put into a file's metadata.
 *
 * @param subject what errors call the file
 * @returns undefined where the metadata has none
 * @throws ConvzooError `invalid-weights` if the description is not valid or from a newer version
 */
export function parseModelDescription(
  metadata: Readonly<Record<string, string>>,
  subject: string,
): ModelDescription | undefined {
  const text = Object.hasOwn(metadata, metadataKey) ? metadata[metadataKey] : undefined;
  if (text === undefined) return undefined;
  const fail = failure(subject);
  if (text.length > maxCharacters) fail('', `at most ${maxCharacters} characters`, text.length);
  return checkModelDescription(readJson(text, fail), subject);
}

function readJson(text: string, fail: Fail): unknown {
  try {
    return parseJson(text);
  } catch {
    return fail('', 'valid JSON', text);
  }
}

/**
 * Checks a description that was read as JSON, and copies the fields that it knows.
 *
 * @param subject what errors call the file
 * @throws ConvzooError `invalid-weights` if it is not valid or from a newer version
 */
export function checkModelDescription(value: unknown, subject: string): ModelDescription {
  const fail = failure(subject);
  const { schema, architecture, head, preprocessing, training, versions } = asObject(value, '', fail);
  if (schema !== 1) {
    const isNewer = Number.isSafeInteger(schema) && Number(schema) > 1;
    fail('schema', '1', schema, isNewer ? 'A newer convzoo wrote it: update convzoo.' : undefined);
  }
  return {
    schema: 1,
    architecture: parseArchitecture(asObject(architecture, 'architecture', fail), fail),
    head: parseHead(asObject(head, 'head', fail), fail),
    ...(preprocessing === undefined ? {} : { preprocessing: parsePreprocessing(preprocessing, fail) }),
    ...(training === undefined ? {} : { training: asJson(training, 'training', fail) }),
    versions: versions === undefined ? {} : parseVersions(asObject(versions, 'versions', fail), fail),
  };
}

type Fields = Readonly<Record<string, unknown>>;
/** Throws; `field` is the path of what is wrong. */
type Fail = (field: string, expected: string, found: unknown, remedy?: string) => never;

const maxCharacters = 2 ** 24;
const maxClasses = 100_000;
const maxNameLength = 1000;
const maxDepth = 32;
const kinds: readonly HeadKind[] = ['binary', 'multi-class', 'multi-label'];

function failure(subject: string): Fail {
  return (field, expected, found, remedy) => {
    throw new ConvzooError('invalid-weights', {
      subject: `${subject}: model description${field === '' ? '' : `, ${field}`}`,
      expected,
      found: describe(found),
      ...(remedy === undefined ? {} : { remedy }),
    });
  };
}

function parseArchitecture(fields: Fields, fail: Fail): ModelDescription['architecture'] {
  return {
    name: asName(fields.name, 'architecture.name', fail),
    ...(fields.package === undefined
      ? {}
      : { package: asName(fields.package, 'architecture.package', fail) }),
    options: asJson(fields.options, 'architecture.options', fail),
  };
}

function parseHead({ kind: name, classes, thresholds }: Fields, fail: Fail): ModelDescription['head'] {
  const kind = kinds.find((one) => one === name) ?? fail('head.kind', `one of ${kinds.join(', ')}`, name);
  if (!Array.isArray(classes) || classes.length === 0 || classes.length > maxClasses) {
    return fail('head.classes', `a list of 1 to ${maxClasses} classes`, classes);
  }
  const names = classes.map((one: unknown, i) => asName(one, `head.classes[${i}]`, fail));
  const seen = new Set<string>();
  for (const one of names) {
    if (seen.has(one)) fail('head.classes', 'every class once', one);
    seen.add(one);
  }
  if (kind === 'binary' && names.length > 1) fail('head.classes', 'one class for a binary head', names);
  if (thresholds === undefined) return { kind, classes: names };
  if (kind === 'multi-class') fail('head.thresholds', 'none for a multi-class head', thresholds);
  const valid =
    Array.isArray(thresholds) && thresholds.length === names.length && thresholds.every(isProbability);
  return valid
    ? { kind, classes: names, thresholds: [...thresholds] }
    : fail('head.thresholds', `${names.length} numbers from 0 to 1`, thresholds);
}

function parsePreprocessing(value: unknown, fail: Fail): Preprocessing {
  const fault = preprocessingFault(value);
  if (fault !== undefined) fail(`preprocessing.${fault.field}`, fault.expected, fault.found);
  checkPreprocessing(value);
  const { resize, interpolation, crop, scale, mean, std, channelOrder } = value;
  return { resize, interpolation, crop, scale, mean, std, channelOrder };
}

function parseVersions(fields: Fields, fail: Fail): Readonly<Record<string, string>> {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.map(([name, version]) => [asName(name, 'versions', fail), asName(version, 'versions', fail)]),
  );
}

function asObject(value: unknown, field: string, fail: Fail): Fields {
  return isObject(value) ? value : fail(field, 'an object', value);
}

function asName(value: unknown, field: string, fail: Fail): string {
  const valid = typeof value === 'string' && value.length > 0 && value.length <= maxNameLength;
  return valid ? value : fail(field, `a text of 1 to ${maxNameLength} characters`, value);
}

function asJson(value: unknown, field: string, fail: Fail): JsonObject {
  const valid = isObject(value) && isBoundedJson(value, maxDepth);
  return valid ? value : fail(field, `an object of finite values, nested at most ${maxDepth} deep`, value);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isProbability(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** Whether a value is JSON of finite numbers and at most so deep. */
function isBoundedJson(value: object, depth: number): value is JsonObject {
  if (depth === 0) return false;
  return Object.values(value).every((inner: unknown) => {
    if (typeof inner === 'number') return Number.isFinite(inner);
    if (typeof inner === 'object' && inner !== null) return isBoundedJson(inner, depth - 1);
    return inner === null || typeof inner === 'string' || typeof inner === 'boolean';
  });
}
