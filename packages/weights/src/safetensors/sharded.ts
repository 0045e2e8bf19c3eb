import { describe } from '@convzoo/core/errors';
import type { HostTensor } from '@convzoo/core/state-dict';
import { invalidWeights } from '../invalid.js';
import { decodeText, isRecord, parseJsonObject } from '../json.js';
import type { ParsedWeights } from '../parsed-weights.js';
import { parseSafetensors } from './parse.js';

/** Reads a file that lies beside the one being parsed. */
export type ReadSibling = (file: string) => Promise<Uint8Array>;

/**
 * Reads weights that are split over several safetensors files, by their index
 * (`model.safetensors.index.json`), and joins them.
 * @throws ConvzooError invalid-weights where the index and the shards disagree
 */
export async function parseShardedSafetensors(
  index: Uint8Array,
  readShard: ReadSibling,
  subject = 'safetensors index',
): Promise<ParsedWeights> {
  const { weight_map: weightMap, metadata } = parseJsonObject(decodeText(index, subject), subject);
  if (!isRecord(weightMap)) throw invalidWeights(subject, 'a weight_map', 'none');
  const fileOf = new Map(Object.entries(weightMap));
  const stateDict = new Map<string, HostTensor>();
  for (const file of new Set(fileOf.values())) {
    if (typeof file !== 'string') throw invalidWeights(subject, 'file names', describe(file));
    const shard = parseSafetensors(await readShard(file), `${subject} shard ${file}`);
    for (const [name, tensor] of shard.stateDict) {
      if (fileOf.get(name) !== file) {
        throw invalidWeights(subject, `"${name}" listed in ${file}`, describe(fileOf.get(name)));
      }
      stateDict.set(name, tensor);
    }
  }
  const missing = [...fileOf.keys()].filter((name) => !stateDict.has(name));
  if (missing.length > 0) throw invalidWeights(subject, 'every tensor listed', `no ${missing.join(', ')}`);
  return { stateDict, metadata: stringsOf(metadata) };
}

function stringsOf(metadata: unknown): Record<string, string> {
  const entries = isRecord(metadata) ? Object.entries(metadata) : [];
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' ? value : describe(value)]),
  );
}
