import { invalidWeights } from '../invalid.js';

/** Entries of a zip archive by name. */
export type ZipEntries = ReadonlyMap<string, ZipEntry>;

interface ZipEntry {
  /** The entry as it is in the archive: a view. */
  readonly data: Uint8Array;
  readonly compressed: boolean;
}

const signatures = {
  localFile: 0x04034b50,
  centralFile: 0x02014b50,
  end: 0x06054b50,
  zip64Locator: 0x07064b50,
  zip64End: 0x06064b50,
};
const endBytes = 22;
const maxCommentBytes = 0xffff;
/** Value of a 32-bit field whose true value stands in the zip64 extra field. */
const inZip64 = 0xffffffff;
const zip64Id = 1;

/**
 * Lists the entries of a zip archive (PKWARE APPNOTE 6.3, zip64 included) by its central directory.
 * Nothing is ever decompressed, so an archive cannot expand: PyTorch and Keras store what we need as it is.
 * Checksums are not looked at: PyTorch can be told not to compute them.
 * @throws ConvzooError invalid-weights
 */
export function readZip(bytes: Uint8Array, subject: string): ZipEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader = { bytes, view, subject };
  const { offset, count } = readDirectory(reader);
  const entries = new Map<string, ZipEntry>();
  let position = offset;
  for (let i = 0; i < count; i++) {
    const { name, entry, end } = readEntry(reader, position);
    if (entries.has(name)) throw invalidWeights(subject, 'each archive entry once', `${name} twice`);
    entries.set(name, entry);
    position = end;
  }
  return entries;
}

/**
 * The content of an entry, or undefined where there is none of that name.
 * @throws ConvzooError invalid-weights where it is compressed
 */
export function storedEntry(entries: ZipEntries, name: string, subject: string): Uint8Array | undefined {
  const entry = entries.get(name);
  if (entry?.compressed) {
    throw invalidWeights(
      `${subject} entry "${name}"`,
      'an uncompressed entry',
      'a compressed one',
      'Save the file again without compression, as PyTorch and Keras do.',
    );
  }
  return entry?.data;
}

/** Whether the bytes begin as a zip archive does: PK, 3, 4. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly subject: string;
}

/** Checks that `length` bytes at `offset` are in the file and gives the offset back. */
function within({ bytes, subject }: Reader, offset: number, length: number): number {
  if (offset + length > bytes.length) {
    throw invalidWeights(
      subject,
      `archive data up to byte ${offset + length}`,
      `a file of ${bytes.length}`,
      'The file is truncated.',
    );
  }
  return offset;
}

function requireSignature(reader: Reader, offset: number, length: number, signature: number): void {
  const found = reader.view.getUint32(within(reader, offset, length), true);
  if (found !== signature) {
    throw invalidWeights(reader.subject, `a zip record at byte ${offset}`, 'other bytes');
  }
}

/** Where the central directory starts and how many entries it has. */
function readDirectory(reader: Reader): { offset: number; count: number } {
  const { view } = reader;
  const end = findEnd(reader);
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== signatures.zip64Locator) {
    return { count: view.getUint16(end + 10, true), offset: view.getUint32(end + 16, true) };
  }
  const zip64End = Number(view.getBigUint64(locator + 8, true));
  requireSignature(reader, zip64End, 56, signatures.zip64End);
  return {
    count: Number(view.getBigUint64(zip64End + 32, true)),
    offset: Number(view.getBigUint64(zip64End + 48, true)),
  };
}

/** The end record is last, followed only by a comment. */
function findEnd({ view, subject }: Reader): number {
  const last = view.byteLength - endBytes;
  for (let at = last; at >= Math.max(0, last - maxCommentBytes); at--) {
    if (view.getUint32(at, true) === signatures.end) return at;
  }
  throw invalidWeights(
    subject,
    'the directory at the end of a zip archive',
    'none',
    'The file is truncated.',
  );
}

function readEntry(reader: Reader, at: number): { name: string; entry: ZipEntry; end: number } {
  const { bytes, view, subject } = reader;
  requireSignature(reader, at, 46, signatures.centralFile);
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const end = extraEnd + view.getUint16(at + 32, true);
  within(reader, at, end - at);
  const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
  const compressed = view.getUint16(at + 10, true) !== 0;
  const wide = zip64Values(reader, nameEnd, extraEnd);
  // In the order in which the extra field holds those that do not fit: full size, stored size, position.
  const [, size, local] = [24, 20, 42].map((field) => {
    const value = view.getUint32(at + field, true);
    return value === inZip64 ? wide.shift() : value;
  });
  if (size === undefined || local === undefined) {
    throw invalidWeights(`${subject} entry "${name}"`, 'a zip64 extra field', 'none');
  }
  return { name, entry: { data: readData(reader, local, size), compressed }, end };
}

function readData(reader: Reader, local: number, size: number): Uint8Array {
  const { bytes, view } = reader;
  requireSignature(reader, local, 30, signatures.localFile);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  return bytes.subarray(within(reader, start, size), start + size);
}

/** The 64-bit values of the zip64 extra field, or none. */
function zip64Values({ view }: Reader, extraStart: number, extraEnd: number): number[] {
  let at = extraStart;
  while (at + 4 <= extraEnd) {
    const length = view.getUint16(at + 2, true);
    const end = Math.min(at + 4 + length, extraEnd);
    if (view.getUint16(at, true) === zip64Id) {
      const values: number[] = [];
      for (let value = at + 4; value + 8 <= end; value += 8) {
        values.push(Number(view.getBigUint64(value, true)));
      }
      return values;
    }
    at = end;
  }
  return [];
}
