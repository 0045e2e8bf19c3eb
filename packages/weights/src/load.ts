import { ConvzooError } from '@convzoo/core/errors';
import { locate } from '#locate';
import { parseKeras } from './keras/parse.js';
import type { LocatedFile, LocateOptions, WeightsSource } from './located-file.js';
import type { ParsedWeights } from './parsed-weights.js';
import { parsePyTorch } from './pytorch/parse.js';
import { parseSafetensors } from './safetensors/parse.js';
import { parseShardedSafetensors, type ReadSibling } from './safetensors/sharded.js';
import { type FileKind, sniff } from './sniff.js';
import { parseTfjs } from './tfjs/parse.js';
import { unwrapNames } from './unwrap-names.js';

/**
 * Who named the weights and laid them out: `safetensors` and `pytorch` as PyTorch does (kernels
 * [out, in, height, width]), `keras` and `tfjs` as Keras does ([height, width, in, out]).
 */
export type WeightsFormat = 'safetensors' | 'pytorch' | 'keras' | 'tfjs';

export interface LoadedWeights extends ParsedWeights {
  readonly format: WeightsFormat;
  /** The file or the address that was read, or what errors call the bytes. */
  readonly path: string;
}

/**
 * Loads weights from bytes or a Blob, or from where `source` says. In Node: an existing file or folder, always first;
 * else a URL; else a repository of the Hugging Face hub, `organization/name` or `organization/name/file`. In a page:
 * such a repository; else an address. The content tells the format: safetensors (sharded too), PyTorch, Keras or
 * TensorFlow.js.
 * @throws ConvzooError file-error, download-failed or invalid-weights; or the signal's reason
 */
export async function loadWeights(
  source: WeightsSource,
  options: LocateOptions = {},
): Promise<LoadedWeights> {
  return loadLocated(await locate(source, options));
}

/** Parses a located file; a download that does not parse is forgotten. */
export async function loadLocated(located: LocatedFile): Promise<LoadedWeights> {
  try {
    return await loadBytes(await located.read(), located.path, located.readSibling);
  } catch (error) {
    throw ConvzooError.isInstance(error) && error.code === 'invalid-weights'
      ? await located.reject(error)
      : error;
  }
}

async function loadBytes(bytes: Uint8Array, path: string, readSibling: ReadSibling): Promise<LoadedWeights> {
  const kind = sniff(bytes, path);
  const { stateDict, metadata } = await parse(kind, bytes, path, readSibling);
  return {
    stateDict: unwrapNames(stateDict),
    metadata,
    format: kind === 'safetensors-index' ? 'safetensors' : kind,
    path,
  };
}

function parse(
  kind: FileKind,
  bytes: Uint8Array,
  path: string,
  readSibling: ReadSibling,
): ParsedWeights | Promise<ParsedWeights> {
  switch (kind) {
    case 'safetensors':
      return parseSafetensors(bytes, path);
    case 'safetensors-index':
      return parseShardedSafetensors(bytes, readSibling, path);
    case 'pytorch':
      return parsePyTorch(bytes, path);
    case 'keras':
      return parseKeras(bytes, path);
    case 'tfjs':
      return parseTfjs(bytes, readSibling, path);
  }
}
