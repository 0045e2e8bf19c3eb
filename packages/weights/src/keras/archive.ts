import { isZip, readZip, storedEntry } from '../zip/zip.js';

/** In the archives that Keras 3 calls `.keras`. */
const weightsFile = 'model.weights.h5';

/**
 * Whether a zip archive is a model that Keras saved.
 * @throws ConvzooError invalid-weights for a damaged archive
 */
export function isKerasArchive(bytes: Uint8Array, subject: string): boolean {
  return readZip(bytes, subject).has(weightsFile);
}

/**
 * The HDF5 file in a `.keras` archive; other bytes as they are.
 * @throws ConvzooError invalid-weights for a damaged archive
 */
export function weightsIn(bytes: Uint8Array, subject: string): Uint8Array {
  if (!isZip(bytes)) return bytes;
  return storedEntry(readZip(bytes, subject), weightsFile, subject) ?? bytes;
}
