import { describe } from '@convzoo/core/errors';
import type { HostTensor } from '@convzoo/core/state-dict';
import { invalidWeights } from '../invalid.js';
import { decodeText, isRecord, parseJsonObject } from '../json.js';
import type { ParsedWeights } from '../parsed-weights.js';
import type { ReadSibling } from '../safetensors/sharded.js';
import { type ElementType, elementBytes, readElements } from '../tensor/elements.js';
import { elementCount, isShape } from '../tensor/shape.js';
import { type Quantization, readQuantization } from './quantization.js';

/**
 * Reads the weights of a TensorFlow.js model: `model.json`, whose `weightsManifest` lists groups of
 * weights (name, shape, dtype, and how they are quantized) and the shard files that hold each group.
 * @param readShard reads a shard by the path that the manifest gives
 * @param subject what errors call the file
 * @throws ConvzooError invalid-weights
 */
export async function parseTfjs(
  modelJson: Uint8Array,
  readShard: ReadSibling,
  subject = 'TensorFlow.js model',
): Promise<ParsedWeights> {
  const model = parseJsonObject(decodeText(modelJson, subject), subject);
  const { weightsManifest } = model;
  if (!Array.isArray(weightsManifest)) throw invalidWeights(subject, 'a weightsManifest', 'none');
  const stateDict = new Map<string, HostTensor>();
  const readOnce = onlyOnce(readShard, subject);
  for (const group of weightsManifest) {
    for (const [name, tensor] of await readGroup(group, readOnce, subject)) {
      if (stateDict.has(name)) throw invalidWeights(subject, 'each weight name once', `"${name}" twice`);
      stateDict.set(name, tensor);
    }
  }
  const strings = Object.entries(model).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { stateDict, metadata: Object.fromEntries(strings) };
}

async function readGroup(
  group: unknown,
  readShard: ReadSibling,
  subject: string,
): Promise<readonly (readonly [string, HostTensor])[]> {
  if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
    throw invalidWeights(subject, 'weight groups of paths and weights', 'another value');
  }
  const specs = group.weights.map((weight: unknown) => readSpec(weight, subject));
  const length = specs.reduce((total, { byteLength }) => total + byteLength, 0);
  const bytes = await readShards(group.paths, length, readShard, subject);
  let position = 0;
  return specs.map((spec) => {
    const start = position;
    position += spec.byteLength;
    return [spec.name, tensorOf(spec, bytes.subarray(start, position), subject)];
  });
}

/** A weight as the manifest describes it. */
interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization: Quantization | undefined;
  /** The type of its elements in the shards. */
  readonly stored: ElementType;
  readonly byteLength: number;
}

function readSpec(weight: unknown, subject: string): WeightSpec {
  if (!isRecord(weight) || typeof weight.name !== 'string') {
    throw invalidWeights(subject, 'weights with names', 'another value');
  }
  const { name, shape, dtype } = weight;
  const spec = `${subject} weight "${name}"`;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw invalidWeights(spec, 'a dtype of float32, int32, bool', describe(dtype));
  }
  if (!isShape(shape)) throw invalidWeights(spec, 'a shape', 'none');
  const quantization = readQuantization(weight.quantization, spec);
  const stored = quantization?.type ?? dtype;
  const byteLength = (elementCount(shape) ?? Number.POSITIVE_INFINITY) * elementBytes[stored];
  return { name, shape, dtype, quantization, stored, byteLength };
}

function tensorOf(
  { name, shape, dtype, quantization, stored }: WeightSpec,
  bytes: Uint8Array,
  subject: string,
): HostTensor {
  const elements = readElements(stored, bytes, { subject: `${subject} weight "${name}"` });
  return { shape, ...(quantization === undefined ? elements : quantization.dequantize(elements, dtype)) };
}

/** Refuses to read a shard twice: a manifest that names one again and again would take any amount of memory. */
function onlyOnce(readShard: ReadSibling, subject: string): ReadSibling {
  const seen = new Set<string>();
  return (path) => {
    const plain = plainPath(path);
    if (seen.has(plain)) throw invalidWeights(subject, 'each shard once', `"${path}" twice`);
    seen.add(plain);
    return readShard(path);
  };
}

/** The shards one after another: `length` bytes. No more are read than it takes. */
async function readShards(
  paths: readonly unknown[],
  length: number,
  readShard: ReadSibling,
  subject: string,
): Promise<Uint8Array> {
  const shards: Uint8Array[] = [];
  let found = 0;
  for (const path of paths) {
    if (typeof path !== 'string') throw invalidWeights(subject, 'shard paths', 'another value');
    const shard = await readShard(path);
    shards.push(shard);
    found += shard.length;
    if (found > length) break;
  }
  if (found !== length) throw invalidWeights(subject, `shards of ${length} bytes together`, `${found} bytes`);
  const [first] = shards;
  return shards.length === 1 && first !== undefined ? first : concatenate(shards, length);
}

/** A path without the parts that lead nowhere. */
function plainPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function concatenate(shards: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const shard of shards) {
    bytes.set(shard, position);
    position += shard.length;
  }
  return bytes;
}
