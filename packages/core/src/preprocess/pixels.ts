/**
 * A decoded image: 8-bit samples, interleaved, row-major, sRGB. One channel is grey, three are RGB,
 * four are RGB and alpha; a browser's `ImageData` is one once it is given `channels: 4`.
 */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}
