import type { HostTensor } from '@convzoo/core/state-dict';
import { invalidWeights } from '../invalid.js';
import type { ParsedWeights } from '../parsed-weights.js';
import { elementCount } from '../tensor/shape.js';
import { unwrapNames } from '../unwrap-names.js';
import { isRecordOf, type TensorRecord, type TorchValue } from './globals.js';
import { materialize, type StorageSource } from './materialize.js';

/** A checkpoint file once its structure is read and before its tensors are. */
export interface Checkpoint extends StorageSource {
  readonly root: TorchValue;
}

type Dict = ReadonlyMap<TorchValue, TorchValue>;

/** Under which of these keys training scripts keep the state dict. */
const nestings = ['state_dict', 'model_state_dict', 'model', 'net'];

/** Tensors may overlap within the file, but not so far that a small file fills the memory. */
const maxElementsPerByte = 2;

/**
 * Picks the state dict out of a checkpoint, under the usual keys, and strips the prefixes of wrappers.
 * Numbers and strings found beside the tensors (`epoch`, `best_prec1`, `arch`) become metadata.
 * @param fileBytes the length of the file, which bounds what its tensors may take
 */
export function readCheckpoint(checkpoint: Checkpoint, fileBytes: number, subject: string): ParsedWeights {
  const { root } = checkpoint;
  if (!(root instanceof Map)) throw notStateDict(subject, 'another object');
  const dict = nestings.map((key) => root.get(key)).find(holdsTensors) ?? root;
  const records = tensorRecords(dict, subject);
  if (records.size === 0) throw notStateDict(subject, 'no tensor in it');

  let budget = fileBytes * maxElementsPerByte;
  const stateDict = new Map<string, HostTensor>();
  for (const [name, record] of unwrapNames(records)) {
    const tensor = `${subject} tensor "${name}"`;
    budget -= elementCount(record.shape) ?? Number.POSITIVE_INFINITY;
    if (budget < 0) {
      throw invalidWeights(tensor, `at most ${maxElementsPerByte} elements per byte of the file`, 'more');
    }
    stateDict.set(name, materialize(record, checkpoint, tensor));
  }
  return { stateDict, metadata: plainValues(root) };
}

function holdsTensors(value: TorchValue | undefined): value is Map<TorchValue, TorchValue> {
  return value instanceof Map && [...value.values()].some((entry) => isRecordOf(entry, 'tensor'));
}

function tensorRecords(dict: Dict, subject: string): Map<string, TensorRecord> {
  const records = new Map<string, TensorRecord>();
  for (const [name, value] of dict) {
    if (!isRecordOf(value, 'tensor')) continue;
    if (typeof name !== 'string') throw notStateDict(subject, 'a tensor whose key is not a string');
    records.set(name, value);
  }
  return records;
}

function plainValues(dict: Dict): Record<string, string> {
  const plain = [...dict].filter(([key, value]) => typeof key === 'string' && isPlain(value));
  return Object.fromEntries(plain.map(([key, value]) => [String(key), String(value)]));
}

/** Texts and numbers, except for integers so large that many of them would be long texts. */
function isPlain(value: TorchValue): boolean {
  if (typeof value === 'bigint') return BigInt.asIntN(128, value) === value;
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function notStateDict(subject: string, found: string): Error {
  return invalidWeights(
    subject,
    `a dict of tensors, or one under ${nestings.join(', ')}`,
    found,
    'Save the plain state_dict: torch.save(model.state_dict(), path).',
  );
}
