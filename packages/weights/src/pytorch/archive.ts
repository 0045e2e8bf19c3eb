import { invalidWeights } from '../invalid.js';
import { readZip, storedEntry } from '../zip/zip.js';
import type { Checkpoint } from './checkpoint.js';
import { torchHost } from './globals.js';
import { unpickle } from './unpickle.js';

const pickleName = 'data.pkl';

/**
 * Opens a checkpoint of PyTorch 1.6 or later: a zip archive with the pickled structure in
 * `NAME/data.pkl` and each storage in `NAME/data/KEY`.
 */
export function openArchive(bytes: Uint8Array, subject: string): Checkpoint {
  const entries = readZip(bytes, subject);
  const path = [...entries.keys()].find((name) => name === pickleName || name.endsWith(`/${pickleName}`));
  if (path === undefined) {
    throw invalidWeights(subject, `a PyTorch archive with ${pickleName}`, 'a zip archive without');
  }
  const folder = path.slice(0, -pickleName.length);
  if (entries.has(`${folder}constants.pkl`)) {
    throw invalidWeights(
      subject,
      'a PyTorch checkpoint',
      'a TorchScript program',
      'Save its state_dict: torch.save(torch.jit.load(path).state_dict(), path).',
    );
  }
  const read = (name: string) => storedEntry(entries, folder + name, subject);
  const byteOrder = new TextDecoder().decode(read('byteorder'));
  return {
    root: unpickle(read(pickleName) ?? new Uint8Array(0), 0, torchHost(subject), subject).value,
    storage: (key) => read(`data/${key}`),
    bigEndian: byteOrder.trim() === 'big',
  };
}
