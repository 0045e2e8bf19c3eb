import { invalidWeights } from '../invalid.js';
import type { Checkpoint } from './checkpoint.js';
import { torchHost } from './globals.js';
import { unpickle } from './unpickle.js';
import { readZip } from './zip.js';

const pickleName = 'data.pkl';

/**
 * Opens a checkpoint of PyTorch 1.6 or later: a zip archive with the pickled structure in
 * `NAME/data.pkl` and each storage in `NAME/data/KEY`.
 */
export function openArchive(bytes: Uint8Array, subject: string): Checkpoint {
  const entries = readZip(bytes, subject);
  const path = [...entries.keys()].find((name) => name === pickleName || name.endsWith(`/${pickleName}`));
  const pickle = path === undefined ? undefined : entries.get(path);
  if (path === undefined || pickle === undefined) {
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
  const byteOrder = new TextDecoder().decode(entries.get(`${folder}byteorder`));
  return {
    root: unpickle(pickle, 0, torchHost(subject), subject).value,
    storage: (key) => entries.get(`${folder}data/${key}`),
    bigEndian: byteOrder.trim() === 'big',
  };
}
