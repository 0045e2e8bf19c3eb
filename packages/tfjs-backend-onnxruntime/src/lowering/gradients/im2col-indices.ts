import type { backend_util } from '@tensorflow/tfjs-core';
import { windowOf } from '../graph/nchw.js';

/** The index of the pixel under each tap at each position, in a padded image of `width` columns. */
export function im2colIndices(info: backend_util.Conv2DInfo, width: number): Int32Array {
  const { kernel, strides, dilations } = windowOf(info);
  const index = new Int32Array(info.outHeight * info.outWidth * kernel[0] * kernel[1]);
  let next = 0;
  for (let row = 0; row < info.outHeight; row++) {
    for (let column = 0; column < info.outWidth; column++) {
      for (let y = 0; y < kernel[0]; y++) {
        for (let x = 0; x < kernel[1]; x++) {
          index[next++] =
            (row * strides[0] + y * dilations[0]) * width + column * strides[1] + x * dilations[1];
        }
      }
    }
  }
  return index;
}
