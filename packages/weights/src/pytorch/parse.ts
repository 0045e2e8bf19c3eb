import type { ParsedWeights } from '../parsed-weights.js';
import { isZip } from '../zip/zip.js';
import { openArchive } from './archive.js';
import { readCheckpoint } from './checkpoint.js';
import { openLegacy } from './legacy.js';

/**
 * Reads a PyTorch checkpoint (`.pth`, `.pt`, `.th`) in the zip format or the one before PyTorch 1.6.
 * Its pickle is read by a vocabulary of tensors and plain data; anything else in it is refused and
 * nothing is ever executed. The state dict may lie under `state_dict`, `model_state_dict`, `model` or
 * `net`; what wrappers put before every name (`module.`, `model.`) is dropped. Tensors may be views of `bytes`.
 * @param subject what errors call the file
 * @throws ConvzooError invalid-weights
 */
export function parsePyTorch(bytes: Uint8Array, subject = 'PyTorch checkpoint'): ParsedWeights {
  const checkpoint = isZip(bytes) ? openArchive(bytes, subject) : openLegacy(bytes, subject);
  return readCheckpoint(checkpoint, bytes.length, subject);
}
