import { resizePixels } from '@convzoo/core/preprocess';

/** Four photographs as the quarters of one. */
export function montage(quarters, size) {
  const data = new Uint8Array(size * size * 3);
  const half = size / 2;
  quarters.forEach((photo, i) => {
    const { width, height } = photo;
    const shorter = Math.min(width, height);
    const scaled = resizePixels(
      photo,
      [Math.round((height * half) / shorter), Math.round((width * half) / shorter)],
      {
        interpolation: 'bilinear',
      },
    );
    const [top, left] = [Math.floor((scaled.height - half) / 2), Math.floor((scaled.width - half) / 2)];
    for (let y = 0; y < half; y++) {
      const row = ((top + y) * scaled.width + left) * 3;
      const place = ((Math.floor(i / 2) * half + y) * size + (i % 2) * half) * 3;
      data.set(scaled.data.subarray(row, row + half * 3), place);
    }
  });
  return { data, width: size, height: size, channels: 3 };
}
