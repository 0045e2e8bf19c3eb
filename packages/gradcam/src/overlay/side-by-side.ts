import { blank, type Picture } from './picture.js';

/** Pictures in a row, aligned at the top, separated by `gap` white pixels. */
export function sideBySide(pictures: readonly Picture[], gap = 4): Picture {
  const width = pictures.reduce((sum, picture) => sum + picture.width + gap, -gap);
  const height = Math.max(...pictures.map((picture) => picture.height));
  const row = blank(width, height, [255, 255, 255]);
  let left = 0;
  for (const picture of pictures) {
    for (let y = 0; y < picture.height; y++) {
      const line = picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
      row.data.set(line, 3 * (y * width + left));
    }
    left += picture.width + gap;
  }
  return row;
}
