import type { Pixels } from './pixels.js';

/** An image without alpha: RGBA is composited over white, anything else is returned as it is. */
export function flattenAlpha(image: Pixels): Pixels {
  if (image.channels !== 4) return image;
  const { data, width, height } = image;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0, o = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]!;
    for (let c = 0; c < 3; c++) rgb[o++] = Math.round((data[i + c]! * alpha + 255 * (255 - alpha)) / 255);
  }
  return { data: rgb, width, height, channels: 3 };
}

/** Luma by ITU-R 601-2, 0.299 R + 0.587 G + 0.114 B, in Pillow's 16-bit fixed point (its mode `L`). */
export function toGray(image: Pixels): Pixels {
  if (image.channels === 1) return image;
  const { data, width, height } = flattenAlpha(image);
  const gray = new Uint8Array(width * height);
  for (let o = 0, i = 0; o < gray.length; o++, i += 3) {
    gray[o] = (data[i]! * 19595 + data[i + 1]! * 38470 + data[i + 2]! * 7471 + 0x8000) >> 16;
  }
  return { data: gray, width, height, channels: 1 };
}
