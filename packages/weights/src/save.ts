import type { StateDict } from '@convzoo/core/state-dict';
import { writeAtomically } from './files/write.js';
import { safetensorsParts } from './safetensors/format.js';

/**
 * Writes weights as a safetensors file, which is whole or not there at all. With PyTorch's names and
 * layouts in `stateDict`, PyTorch loads it; the default metadata says that they are.
 * @throws ConvzooError file-error, or invalid-argument where a tensor's shape and data disagree
 */
export async function saveWeights(
  path: string,
  stateDict: StateDict,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Promise<void> {
  await writeAtomically(path, safetensorsParts(stateDict, metadata));
}
