import { invalidWeights } from '../invalid.js';

const hdf5Signature: readonly number[] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const offsetBytes = 8;
/** How a data layout message of version 4 says that a dataset is virtual. */
const virtualLayout = [4, 3] as const;
const globalHeap = [0x47, 0x43, 0x4f, 0x4c]; // GCOL

export function isHdf5(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0, hdf5Signature);
}

/**
 * Refuses, before the HDF5 library opens it, a file with virtual datasets. They are put together from others, and the
 * library never returns from some damaged ones.
 * @throws ConvzooError invalid-weights
 */
export function checkSuperblock(bytes: Uint8Array, subject: string): void {
  const found = bytes.length === 0 ? 'an empty file' : 'other bytes';
  if (!isHdf5(bytes)) throw invalidWeights(subject, 'the signature of an HDF5 file', found);
  const size = bytes[(bytes[8] ?? 0) < 2 ? 13 : 9];
  if (size !== offsetBytes)
    throw invalidWeights(subject, `HDF5 with addresses of ${offsetBytes} bytes`, `${size}`);
  if (hasVirtualDataset(bytes)) {
    throw invalidWeights(subject, 'a file that holds all of its datasets', 'a virtual dataset');
  }
}

/** Whether there is a layout message of a virtual dataset, whose address is that of a global heap. */
function hasVirtualDataset(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [version, kind] = virtualLayout;
  for (let at = bytes.indexOf(version); at >= 0; at = bytes.indexOf(version, at + 1)) {
    if (bytes[at + 1] !== kind || at + 2 + offsetBytes > bytes.length) continue;
    const address = view.getBigUint64(at + 2, true);
    if (address < bytes.length && startsWith(bytes, Number(address), globalHeap)) return true;
  }
  return false;
}

function startsWith(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((byte, i) => bytes[at + i] === byte);
}
