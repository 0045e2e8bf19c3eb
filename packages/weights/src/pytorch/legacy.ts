import { invalidWeights } from '../invalid.js';
import { elementBytes } from '../tensor/elements.js';
import { pickleBudget } from './budget.js';
import type { Checkpoint } from './checkpoint.js';
import { type StorageRecord, torchHost } from './globals.js';
import { unpickle } from './unpickle.js';

const magic = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/**
 * Opens a checkpoint in the format before PyTorch 1.6 (`torch/serialization.py`, `_legacy_load`): the
 * pickles of a magic number, a protocol version, facts about the writer, the structure, and the list of
 * storage keys; then each storage's element count and bytes, little-endian whatever the writer was.
 */
export function openLegacy(bytes: Uint8Array, subject: string): Checkpoint {
  const host = torchHost(subject);
  const charge = pickleBudget(bytes.length, subject);
  const records = new Map<string, StorageRecord>();
  let position = 0;
  const next = () => {
    const { value, end } = unpickle(
      bytes,
      position,
      {
        ...host,
        persistentLoad: (id, spend) => {
          const record = host.persistentLoad(id, spend);
          if (isStorage(record)) records.set(record.key, record);
          return record;
        },
      },
      subject,
      charge,
    );
    position = end;
    return value;
  };

  if (next() !== magic) {
    throw invalidWeights(subject, 'the magic number of a PyTorch checkpoint', 'another pickle');
  }
  const version = next();
  if (version !== protocolVersion) {
    throw invalidWeights(subject, `PyTorch protocol ${protocolVersion}`, 'another one');
  }
  next();
  const root = next();
  const keys = next();
  if (!Array.isArray(keys)) throw invalidWeights(subject, 'a list of storage keys', 'another object');

  const storages = new Map<string, Uint8Array>();
  for (const key of keys) {
    const record = typeof key === 'string' ? records.get(key) : undefined;
    if (record === undefined) throw invalidWeights(subject, 'keys of known storages', 'another key');
    const storage = readStorage(bytes, position, record, subject);
    storages.set(record.key, storage);
    position += 8 + storage.length;
  }
  return { root, storage: (key) => storages.get(key), bigEndian: false };
}

function readStorage(bytes: Uint8Array, at: number, record: StorageRecord, subject: string): Uint8Array {
  const { key, elements, type } = record;
  const end = at + 8 + elements * elementBytes[type];
  if (end > bytes.length) {
    throw invalidWeights(
      subject,
      `storage ${key} up to byte ${end}`,
      `a file of ${bytes.length}`,
      'The file is truncated.',
    );
  }
  const count = new DataView(bytes.buffer, bytes.byteOffset + at, 8).getBigUint64(0, true);
  if (count !== BigInt(elements)) {
    throw invalidWeights(subject, `${elements} elements in storage ${key}`, `${count}`);
  }
  return bytes.subarray(at + 8, end);
}

function isStorage(value: unknown): value is StorageRecord {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'storage';
}
