// AssemblyScript: the last step of `preprocess.ts`, four samples at a time.

/**
 * `(sample / scale - mean) / std` in float32, of interleaved channels. Means and standard deviations are
 * stored as twelve float32 each, in which 1, 2, 3 or 4 channels repeat: samples are taken by the dozen, and
 * as many are written, up to eleven behind the end.
 */
export function normalizeSamples(
  samples: usize,
  count: i32,
  scale: f32,
  means: usize,
  stds: usize,
  output: usize,
): void {
  const divisor = f32x4.splat(scale);
  const end = samples + count;
  while (samples < end) {
    for (let lanes: usize = 0; lanes < 48; lanes += 16) {
      const bytes = v128.load32_zero(samples);
      const values = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)));
      const centered = f32x4.sub(f32x4.div(values, divisor), v128.load(means + lanes));
      v128.store(output, f32x4.div(centered, v128.load(stds + lanes)));
      samples += 4;
      output += 16;
    }
  }
}
