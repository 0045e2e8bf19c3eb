import { invalidWeights } from './invalid.js';
import { isKerasArchive } from './keras/archive.js';
import { isHdf5 } from './keras/superblock.js';
import { isZip } from './zip/zip.js';

/** Kinds of files that hold weights, or that say which files do. */
export type FileKind = 'safetensors' | 'safetensors-index' | 'pytorch' | 'keras' | 'tfjs';

const pickleProtocol = 0x80;
const openingBrace = 0x7b;

/** Where the content says nothing, the name still tells which parser has the best complaint. */
const extensions: readonly [RegExp, FileKind][] = [
  [/\.safetensors$/i, 'safetensors'],
  [/\.(pth|pt|th|bin)$/i, 'pytorch'],
  [/\.(h5|hdf5|keras)$/i, 'keras'],
];

/**
 * Tells what a file is by its content.
 * @throws ConvzooError invalid-weights
 */
export function sniff(bytes: Uint8Array, name: string): FileKind {
  // Before all others, because a header's length may look like another signature. The length of any header
  // that fits into a file has zeros in it, and no text does.
  if (bytes[8] === openingBrace && bytes.subarray(0, 8).includes(0)) return 'safetensors';
  if (isHdf5(bytes)) return 'keras';
  if (isZip(bytes)) return isKerasArchive(bytes, name) ? 'keras' : 'pytorch';
  if (bytes[0] === pickleProtocol) return 'pytorch';
  const text = new TextDecoder('latin1').decode(withoutMark(bytes).subarray(0, 64 * 1024));
  const head = text.trimStart();
  if (head.startsWith('{') && head.includes('"weight_map"')) return 'safetensors-index';
  if (head.startsWith('{')) return 'tfjs';
  const byName = extensions.find(([extension]) => extension.test(name))?.[1];
  const known = describeText(head);
  if (byName === undefined || known !== undefined) {
    throw invalidWeights(
      name,
      'a safetensors, PyTorch, Keras (.h5, .keras) or TensorFlow.js model.json file',
      known ?? (bytes.length === 0 ? 'an empty file' : 'another kind of file'),
    );
  }
  return byName;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

function withoutMark(bytes: Uint8Array): Uint8Array {
  return byteOrderMark.every((byte, i) => bytes[i] === byte) ? bytes.subarray(3) : bytes;
}

function describeText(head: string): string | undefined {
  if (head.startsWith('version https://git-lfs')) {
    return 'a Git LFS pointer, whose content was never downloaded (run: git lfs pull)';
  }
  return /^<(!doctype|html|\?xml)/i.test(head) ? 'a web page' : undefined;
}
