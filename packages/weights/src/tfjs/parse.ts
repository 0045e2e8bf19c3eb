import type { HostTensor } from '@convzoo/core/state-dict';
import { invalidWeights } from '../invalid.js';
import { decodeText, isRecord, parseJsonObject } from '../json.js';
import type { ParsedWeights } from '../parsed-weights.js';
import type { ReadSibling } from '../safetensors/sharded.js';
import { type Elements, elementBytes, readElements } from '../tensor/elements.js';
import { elementCount, isShape } from '../tensor/shape.js';
import { readQuantization } from './quantization.js';

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
  for (const group of weightsManifest) {
    for (const [name, tensor] of await readGroup(group, readShard, subject)) {
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
  const paths: readonly unknown[] = group.paths;
  const weights: readonly unknown[] = group.weights;
  const shards: Uint8Array[] = [];
  for (const path of paths) {
    if (typeof path !== 'string') throw invalidWeights(subject, 'shard paths', 'another value');
    shards.push(await readShard(path));
  }
  const bytes = concatenate(shards);
  let position = 0;
  const tensors = weights.map((weight) => {
    const { name, tensor, end } = readWeight(weight, bytes, position, subject);
    position = end;
    return [name, tensor] as const;
  });
  if (position !== bytes.length) {
    throw invalidWeights(subject, `${position} bytes in ${shards.length} shards`, `${bytes.length}`);
  }
  return tensors;
}

function readWeight(
  weight: unknown,
  bytes: Uint8Array,
  start: number,
  subject: string,
): { name: string; tensor: HostTensor; end: number } {
  if (!isRecord(weight) || typeof weight.name !== 'string') {
    throw invalidWeights(subject, 'weights with names', 'another value');
  }
  const { name, shape, dtype } = weight;
  const options = { subject: `${subject} weight "${name}"` };
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw invalidWeights(options.subject, 'a dtype of float32, int32, bool', `${JSON.stringify(dtype)}`);
  }
  if (!isShape(shape)) throw invalidWeights(options.subject, 'a shape', 'none');
  const quantization = readQuantization(weight.quantization, options.subject);
  const stored = quantization?.type ?? dtype;
  const end = start + (elementCount(shape) ?? Number.POSITIVE_INFINITY) * elementBytes[stored];
  if (end > bytes.length) {
    throw invalidWeights(options.subject, `shards of at least ${end} bytes`, `${bytes.length}`);
  }
  const elements = readElements(stored, bytes.subarray(start, end), options);
  const values: Elements = quantization === undefined ? elements : quantization.dequantize(elements, dtype);
  return { name, tensor: { shape, ...values }, end };
}

function concatenate(shards: readonly Uint8Array[]): Uint8Array {
  const [first] = shards;
  if (shards.length === 1 && first !== undefined) return first;
  const bytes = new Uint8Array(shards.reduce((total, shard) => total + shard.length, 0));
  let position = 0;
  for (const shard of shards) {
    bytes.set(shard, position);
    position += shard.length;
  }
  return bytes;
}
