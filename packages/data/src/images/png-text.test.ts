import { expect, test } from 'vitest';
import { withoutPngText } from './png-text.js';

const codes = (letters: string): number[] => Array.from(letters, (letter) => letter.charCodeAt(0));
const chunk = (type: string, content: readonly number[]): number[] => [
  ...[0, 0, 0, content.length],
  ...codes(type),
  ...content,
  ...[1, 2, 3, 4],
];
const png = (...chunks: readonly number[][]): Uint8Array =>
  Uint8Array.from([0x89, ...codes('PNG\r\n\x1a\n'), ...chunks.flat()]);

test('compressed texts go, all else stays', () => {
  const [header, data, end] = [chunk('IHDR', [1, 2]), chunk('IDAT', [3]), chunk('IEND', [])];
  const texts = [chunk('zTXt', [9]), chunk('iTXt', [9, 9])];
  expect(withoutPngText(png(header, ...texts, data, texts[0]!, end))).toEqual(png(header, data, end));
  const plain = png(header, chunk('tEXt', [9]), data, end);
  expect(withoutPngText(plain)).toBe(plain);
});

test('damaged files and other formats stay as they are', () => {
  const long = png(chunk('IHDR', [1]), [255, 255, 255, 255, ...codes('IDAT'), 1, 2, 3, 4, 5]);
  expect(withoutPngText(long)).toBe(long);
  const cut = png(chunk('IHDR', [1]), [0, 0, 0]);
  expect(withoutPngText(cut)).toBe(cut);
  const other = Uint8Array.from(codes('GIF89a'));
  expect(withoutPngText(other)).toBe(other);
});
