import type { HostTensor } from '@convzoo/core/state-dict';
import type { ParsedWeights } from '../parsed-weights.js';
import { readElements } from '../tensor/elements.js';
import { readHeader } from './header.js';

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors). Tensors whose type needs no
 * conversion are views of `bytes`, so nothing the size of the file is allocated.
 * @param subject what errors call the file
 * @throws ConvzooError invalid-weights where the bytes break the format
 */
export function parseSafetensors(bytes: Uint8Array, subject = 'safetensors'): ParsedWeights {
  const { entries, metadata, dataStart } = readHeader(bytes, subject);
  const data = bytes.subarray(dataStart);
  const stateDict = new Map<string, HostTensor>();
  for (const { name, type, shape, begin, end } of entries) {
    const options = { subject: `${subject} tensor "${name}"` };
    stateDict.set(name, { shape, ...readElements(type, data.subarray(begin, end), options) });
  }
  return { stateDict, metadata };
}
