import font from 'oled-font-5x7';
import { blank, type Picture, painted } from './picture.js';

/** Blank pixels around the text, and between characters and lines, before it is enlarged. */
const margin = 2;
const spacing = 1;

/**
 * A picture with a line of text under it, such as a label and its score; text too long for the width goes
 * on in further lines. `scale` enlarges the letters, which are 5 x 7 pixels. What the font lacks is shown
 * as "?".
 */
export function captioned(picture: Picture, text: string, scale = 2): Picture {
  const perLine = Math.max(
    1,
    Math.floor((picture.width / scale - 2 * margin + spacing) / (font.width + spacing)),
  );
  const lines = wrapped(text, perLine);
  const lineHeight = font.height + spacing;
  const strip = painted(
    blank(picture.width, scale * (lines.length * lineHeight - spacing + 2 * margin), [255, 255, 255]),
    (x, y) => {
      const [column, row] = [Math.floor(x / scale) - margin, Math.floor(y / scale) - margin];
      const line = lines[Math.floor(row / lineHeight)];
      if (line === undefined || column < 0) return undefined;
      const character = line[Math.floor(column / (font.width + spacing))];
      return inked(character, column % (font.width + spacing), row % lineHeight) ? [0, 0, 0] : undefined;
    },
  );
  const height = picture.height + strip.height;
  const data = new Uint8ClampedArray(3 * picture.width * height);
  data.set(picture.data);
  data.set(strip.data, picture.data.length);
  return { width: picture.width, height, channels: 3, data };
}

function inked(character: string | undefined, column: number, row: number): boolean {
  if (character === undefined || column >= font.width || row >= font.height) return false;
  return ((glyph(character)[column]! >> row) & 1) === 1;
}

/** Five columns, lowest bit on top. */
function glyph(character: string): readonly number[] {
  // The font's own g has so flat a loop that it reads like an s.
  if (character === 'g') return [0x0c, 0x52, 0x52, 0x52, 0x3e];
  const index = font.lookup.indexOf(character);
  const start = font.width * (index < 0 ? font.lookup.indexOf('?') : index);
  return font.fontData.slice(start, start + font.width);
}

/** Breaks a text at spaces, and a word that is too long anywhere. */
function wrapped(text: string, length: number): string[] {
  const pieces = text.split(' ').flatMap((word) => {
    const count = Math.max(1, Math.ceil(word.length / length));
    return Array.from({ length: count }, (_, i) => word.slice(i * length, (i + 1) * length));
  });
  const lines: string[] = [];
  for (const piece of pieces) {
    const joined = `${lines.at(-1) ?? ''} ${piece}`.trimStart();
    if (lines.length > 0 && joined.length <= length) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}
