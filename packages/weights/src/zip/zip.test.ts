import { expect, test } from 'vitest';
import { readZip, storedEntry } from './zip.js';

const name = new TextEncoder().encode('a');
const content = new TextEncoder().encode('content');

const u16 = (value: number) => [value & 255, value >> 8];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];
const u64 = (value: number) => [...u32(value), ...u32(0)];

/** An archive of one stored entry whose sizes and positions all stand in zip64 records. */
function zip64Archive({ extraFirst = [] as number[], fields = 3 } = {}): Uint8Array {
  const local = [
    ...u32(0x04034b50),
    ...new Uint8Array(22),
    ...u16(name.length),
    ...u16(0),
    ...name,
    ...content,
  ];
  const wide = [content.length, content.length, 0].slice(0, fields).flatMap(u64);
  const extra = [...extraFirst, ...u16(1), ...u16(wide.length), ...wide];
  const central = [
    ...u32(0x02014b50),
    ...new Uint8Array(16),
    ...u32(0xffffffff),
    ...u32(0xffffffff),
    ...u16(name.length),
    ...u16(extra.length),
    ...new Uint8Array(10),
    ...u32(0xffffffff),
    ...name,
    ...extra,
  ];
  const end = [
    ...u32(0x06064b50),
    ...u64(44),
    ...new Uint8Array(20),
    ...u64(1),
    ...u64(central.length),
    ...u64(local.length),
  ];
  const locator = [...u32(0x07064b50), ...u32(0), ...u64(local.length + central.length), ...u32(1)];
  const shortEnd = [
    ...u32(0x06054b50),
    ...new Uint8Array(4),
    ...u16(0xffff),
    ...u16(0xffff),
    ...u32(0xffffffff),
    ...u32(0xffffffff),
    ...u16(0),
  ];
  return Uint8Array.from([...local, ...central, ...end, ...locator, ...shortEnd]);
}

test('reads sizes and positions from zip64 records, wherever the extra field has them', () => {
  for (const extraFirst of [[], [...u16(0x4246), ...u16(2), 0, 0]]) {
    const entries = readZip(zip64Archive({ extraFirst }), 'x.pth');
    expect(storedEntry(entries, 'a', 'x.pth')).toEqual(content);
  }
});

test('refuses an archive whose zip64 record lacks a value', () => {
  expect(() => readZip(zip64Archive({ fields: 2 }), 'x.pth')).toThrow(
    'expected a zip64 extra field, found none',
  );
});

test('an archive may end in a comment, and an entry may be missing', () => {
  const archive = zip64Archive();
  const commented = Uint8Array.from([...archive, ...new TextEncoder().encode('comment')]);
  expect(storedEntry(readZip(commented, 'x.pth'), 'b', 'x.pth')).toBeUndefined();
});
