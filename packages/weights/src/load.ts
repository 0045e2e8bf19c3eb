import { readFileBytes } from './files/read.js';
import { parseKeras } from './keras/parse.js';
import { type LocatedFile, type LocateOptions, locate, type WeightsSource } from './locate.js';
import type { ParsedWeights } from './parsed-weights.js';
import { parsePyTorch } from './pytorch/parse.js';
import { parseSafetensors } from './safetensors/parse.js';
import { parseShardedSafetensors } from './safetensors/sharded.js';
import { type FileKind, sniff } from './sniff.js';
import { parseTfjs } from './tfjs/parse.js';

/**
 * Who named the weights and laid them out: `safetensors` and `pytorch` as PyTorch does (kernels
 * [out, in, height, width]), `keras` and `tfjs` as Keras does ([height, width, in, out]).
 */
export type WeightsFormat = 'safetensors' | 'pytorch' | 'keras' | 'tfjs';

export interface LoadedWeights extends ParsedWeights {
  readonly format: WeightsFormat;
  /** The file that was read. */
  readonly path: string;
}

/**
 * Loads weights from where `source` says: an existing file or folder, always first; else a URL; else a
 * repository of the Hugging Face hub, `organization/name` or `organization/name/file`. The content tells the
 * format: safetensors (sharded too), PyTorch, Keras or TensorFlow.js.
 * @throws ConvzooError file-error, download-failed or invalid-weights; or the signal's reason
 */
export async function loadWeights(
  source: WeightsSource,
  options: LocateOptions = {},
): Promise<LoadedWeights> {
  return loadLocated(await locate(source, options));
}

export async function loadLocated(located: LocatedFile): Promise<LoadedWeights> {
  const bytes = await readFileBytes(located.path);
  const kind = sniff(bytes, located.path);
  return {
    ...(await parse(kind, bytes, located)),
    format: kind === 'safetensors-index' ? 'safetensors' : kind,
    path: located.path,
  };
}

function parse(
  kind: FileKind,
  bytes: Uint8Array,
  { path, sibling }: LocatedFile,
): ParsedWeights | Promise<ParsedWeights> {
  const readSibling = async (file: string) => readFileBytes(await sibling(file));
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
