// AssemblyScript: the two passes of `resample.ts`, four or eight samples at a time. Taps are stored as three
// arrays of int32: where each output position starts to read, how many positions it reads, and `stride`
// weights for each.

const fractionBits: i32 = 22;
const half: i32 = 1 << (fractionBits - 1);

/**
 * Applies taps along rows of pixels. A pixel's channels, four at most, are the lanes of a vector; the lanes
 * that a pixel does not fill spill into the next pixel, which is written afterwards: up to three bytes behind
 * the end.
 */
export function resampleRows(
  samples: usize,
  rows: i32,
  rowLength: i32,
  channels: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
  width: i32,
  output: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < width; x++) {
      let pixel = samples + load<i32>(starts + 4 * x) * channels;
      let weight = weights + 4 * x * stride;
      const end = weight + 4 * load<i32>(counts + 4 * x);
      let sum = i32x4.splat(half);
      while (weight < end) {
        const lanes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel)));
        sum = i32x4.add(sum, i32x4.mul(lanes, v128.load32_splat(weight)));
        pixel += channels;
        weight += 4;
      }
      sum = i32x4.shr_s(sum, fractionBits);
      const narrow = i16x8.narrow_i32x4_s(sum, sum);
      v128.store32_lane(output, i8x16.narrow_i16x8_u(narrow, narrow), 0);
      output += channels;
    }
    samples += rowLength;
  }
}

/** Applies taps across rows, eight samples at a time: up to seven bytes are written behind the end. */
export function resampleColumns(
  samples: usize,
  rowLength: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
  height: i32,
  output: usize,
): void {
  for (let y = 0; y < height; y++) {
    const row = samples + load<i32>(starts + 4 * y) * rowLength;
    const begin = weights + 4 * y * stride;
    const end = begin + 4 * load<i32>(counts + 4 * y);
    for (let x = 0; x < rowLength; x += 8) {
      let sample = row + x;
      let low = i32x4.splat(half);
      let high = low;
      for (let weight = begin; weight < end; weight += 4) {
        const lanes = v128.load8x8_u(sample);
        const factor = v128.load32_splat(weight);
        low = i32x4.add(low, i32x4.mul(i32x4.extend_low_i16x8_u(lanes), factor));
        high = i32x4.add(high, i32x4.mul(i32x4.extend_high_i16x8_u(lanes), factor));
        sample += rowLength;
      }
      const narrow = i16x8.narrow_i32x4_s(i32x4.shr_s(low, fractionBits), i32x4.shr_s(high, fractionBits));
      v128.store64_lane(output + x, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    }
    output += rowLength;
  }
}
