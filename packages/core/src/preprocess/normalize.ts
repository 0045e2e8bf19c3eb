import type { Pixels } from './pixels.js';
import type { Preprocessing } from './preprocessing.js';
import { startSimd } from './simd.js';

/** Writes `(sample / scale - mean) / std` of an image that is gray or RGB, rounded as float32 code does. */
export function normalize(image: Pixels, preprocessing: Preprocessing, output: Float32Array): void {
  if (!normalizeWithSimd(image, preprocessing, output)) normalizeByTables(image, preprocessing, output);
}

/** Samples per iteration: a multiple of 1 and of 3 channels. */
const dozen = 12;

/**
 * In WebAssembly with SIMD. Returns false, and does nothing, for channels in another order or number, and
 * where `startSimd` returns undefined.
 */
export function normalizeWithSimd(
  { data, channels }: Pixels,
  { scale, mean, std, channelOrder }: Preprocessing,
  output: Float32Array,
): boolean {
  if (channelOrder === 'bgr' || channels !== mean.length || Math.fround(scale) !== scale) return false;
  const { BYTES_PER_ELEMENT: size } = Float32Array;
  const [meansAt, stdsAt, outputAt] = [0, dozen * size, 2 * dozen * size];
  const filled = Math.ceil(data.length / dozen) * dozen;
  const samplesAt = outputAt + filled * size;
  const simd = startSimd(samplesAt + filled);
  if (simd === undefined) return false;
  const floats = new Float32Array(simd.memory.buffer, 0, samplesAt / size);
  for (let i = 0; i < dozen; i++) {
    floats[meansAt / size + i] = mean[i % channels]!;
    floats[stdsAt / size + i] = std[i % channels]!;
  }
  new Uint8Array(simd.memory.buffer).set(data, samplesAt);
  simd.normalizeSamples(samplesAt, data.length, scale, meansAt, stdsAt, outputAt);
  output.set(floats.subarray(outputAt / size, outputAt / size + data.length));
  return true;
}

/** For each output channel, the normalized value of each of the 256 samples, rounded as float32 code does. */
function normalizationTables({ scale, mean, std }: Preprocessing): Float32Array[] {
  return mean.map((m, c) =>
    Float32Array.from({ length: 256 }, (_, sample) => {
      const centered = Math.fround(Math.fround(sample / scale) - Math.fround(m));
      return centered / Math.fround(std[c]!);
    }),
  );
}

/** For images with the output's channels. */
const positions = { rgb: [0, 1, 2], bgr: [2, 1, 0], gray: [0, 0, 0] } as const;

/** With lookup tables, in any engine. */
export function normalizeByTables(
  { data, channels }: Pixels,
  preprocessing: Preprocessing,
  output: Float32Array,
): void {
  const tables = normalizationTables(preprocessing);
  const [first, second, third] = tables;
  if (first && second && third && channels === 3) {
    const [a, b, c] = positions[preprocessing.channelOrder];
    for (let p = 0; p < data.length; p += 3) {
      output[p] = first[data[p + a]!]!;
      output[p + 1] = second[data[p + b]!]!;
      output[p + 2] = third[data[p + c]!]!;
    }
    return;
  }
  for (const [c, table] of tables.entries()) {
    for (let p = 0; p < data.length; p++) output[p * tables.length + c] = table[data[p]!]!;
  }
}
