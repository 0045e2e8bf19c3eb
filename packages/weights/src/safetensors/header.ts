import { describe } from '@convzoo/core/errors';
import { invalidWeights } from '../invalid.js';
import { decodeText, isRecord, parseJsonObject } from '../json.js';
import { type ElementType, elementBytes } from '../tensor/elements.js';
import { elementCount, isShape } from '../tensor/shape.js';
import { topLevelKeys } from './top-level-keys.js';

/** safetensors' names of the element types that we read. */
const elementTypes: ReadonlyMap<unknown, ElementType> = new Map<unknown, ElementType>([
  ['BOOL', 'bool'],
  ['U8', 'uint8'],
  ['I8', 'int8'],
  ['U16', 'uint16'],
  ['I16', 'int16'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I32', 'int32'],
  ['F32', 'float32'],
  ['I64', 'int64'],
  ['F64', 'float64'],
]);

/** The reference implementation's limit on the header. */
const maxHeaderBytes = 100_000_000;

export interface TensorEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Bytes from the start of the data section. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data section starts in the file. */
  readonly dataStart: number;
}

/** Reads and checks the header: every entry is well formed and together they tile the data section. */
export function readHeader(bytes: Uint8Array, subject: string): SafetensorsHeader {
  const dataStart = readDataStart(bytes, subject);
  const text = decodeText(bytes.subarray(8, dataStart), subject);
  const header = parseJsonObject(text, `${subject} header`);
  rejectDuplicateKeys(text, subject);
  const { __metadata__: metadata = {}, ...tensors } = header;
  const entries = Object.entries(tensors).map(([name, entry]) => readEntry(name, entry, subject));
  checkTiling(entries, bytes.length - dataStart, subject);
  return { entries, metadata: readMetadata(metadata, subject), dataStart };
}

function readDataStart(bytes: Uint8Array, subject: string): number {
  if (bytes.length < 8) {
    throw invalidWeights(subject, 'at least the 8 bytes of a header length', `${bytes.length} bytes`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  const limit = Math.min(bytes.length - 8, maxHeaderBytes);
  if (length > BigInt(limit)) {
    throw invalidWeights(
      subject,
      `a header of at most ${limit} bytes`,
      `a header length of ${length}`,
      'The file is truncated or is not safetensors.',
    );
  }
  return 8 + Number(length);
}

function readEntry(name: string, entry: unknown, subject: string): TensorEntry {
  const tensor = `${subject} tensor "${name}"`;
  if (!isRecord(entry)) throw invalidWeights(tensor, 'a JSON object', describe(entry));
  const type = elementTypes.get(entry.dtype);
  if (type === undefined) {
    throw invalidWeights(tensor, `a dtype of ${[...elementTypes.keys()].join(', ')}`, describe(entry.dtype));
  }
  const { shape, data_offsets: offsets } = entry;
  if (!isShape(shape)) throw invalidWeights(tensor, 'a shape', describe(shape));
  if (!isShape(offsets) || offsets.length !== 2) {
    throw invalidWeights(tensor, 'two data_offsets', describe(offsets));
  }
  const [begin = 0, end = 0] = offsets;
  const count = elementCount(shape);
  if (count === undefined || count * elementBytes[type] !== end - begin) {
    throw invalidWeights(
      tensor,
      `the bytes of a ${type} tensor of shape ${describe(shape)}`,
      `${end - begin} bytes`,
    );
  }
  return { name, type, shape, begin, end };
}

/** The format allows neither overlaps nor holes: the entries in offset order must follow one another. */
function checkTiling(entries: readonly TensorEntry[], dataBytes: number, subject: string): void {
  let position = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position) {
      const fault = begin < position ? 'an overlap' : 'a hole';
      throw invalidWeights(`${subject} tensor "${name}"`, `data from byte ${position}`, `${fault}: ${begin}`);
    }
    position = end;
  }
  if (position !== dataBytes) {
    throw invalidWeights(
      subject,
      `${position} bytes of tensor data`,
      `${dataBytes}`,
      position > dataBytes ? 'The file is truncated.' : undefined,
    );
  }
}

function readMetadata(metadata: unknown, subject: string): Record<string, string> {
  if (!isRecord(metadata)) throw invalidWeights(subject, 'a __metadata__ object', describe(metadata));
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      if (typeof value !== 'string') {
        throw invalidWeights(subject, `a string as metadata "${key}"`, describe(value));
      }
      return [key, value];
    }),
  );
}

/** `JSON.parse` keeps the last of equal keys in silence; the format forbids them. */
function rejectDuplicateKeys(json: string, subject: string): void {
  const seen = new Set<string>();
  for (const key of topLevelKeys(json)) {
    if (seen.has(key)) throw invalidWeights(subject, 'each tensor name once', `${key} twice`);
    seen.add(key);
  }
}
