/** A resampling filter: its weight at a distance from the center, and the distance where it ends. */
interface Filter {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

export type Interpolation = 'bilinear' | 'bicubic';

export const interpolations: readonly Interpolation[] = ['bilinear', 'bicubic'];

const filters: Record<Interpolation, Filter> = {
  bilinear: { support: 1, weight: (d) => Math.max(0, 1 - Math.abs(d)) },
  // Keys' cubic convolution (1981) with a = -0.5.
  bicubic: {
    support: 2,
    weight: (distance) => {
      const d = Math.abs(distance);
      if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
      if (d < 2) return (((d - 5) * d + 8) * d - 4) * -0.5;
      return 0;
    },
  },
};

/** Pillow keeps 8 bits for a sample, 2 for overshoot, and the rest of an int32 for the fraction. */
const fractionBits = 32 - 8 - 2;

/** A half-open range of positions along one axis. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** For each output position of an axis, the input positions that it reads and their fixed-point weights. */
export interface Taps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** `stride` entries for each output position, of which the first `counts[i]` are in use. */
  readonly weights: Int32Array;
  readonly stride: number;
  /** The input positions that are read at all. */
  readonly read: Interval;
}

/**
 * The taps that resize an axis of `from` samples to `to`, for the output positions in `range`. When the
 * axis shrinks, the filter is stretched by the ratio: that is the antialiasing. Rounded as Pillow rounds.
 */
export function resampleTaps(from: number, to: number, range: Interval, interpolation: Interpolation): Taps {
  const { support, weight } = filters[interpolation];
  const ratio = from / to;
  const stretch = Math.max(ratio, 1);
  const reach = support * stretch;
  const stride = Math.ceil(reach) * 2 + 1;
  const length = range.end - range.start;
  const starts = new Int32Array(length);
  const counts = new Int32Array(length);
  const weights = new Int32Array(length * stride);
  const exact = new Float64Array(stride);
  let readEnd = 0;
  for (let i = 0; i < length; i++) {
    const center = (range.start + i + 0.5) * ratio;
    const start = Math.max(0, Math.trunc(center - reach + 0.5));
    const end = Math.min(from, Math.trunc(center + reach + 0.5));
    let total = 0;
    for (let k = 0; k < end - start; k++) {
      exact[k] = weight((start + k - center + 0.5) / stretch);
      total += exact[k]!;
    }
    for (let k = 0; k < end - start; k++) {
      const fixed = (exact[k]! / total) * 2 ** fractionBits;
      weights[i * stride + k] = Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5);
    }
    starts[i] = start;
    counts[i] = end - start;
    readEnd = end;
  }
  return { starts, counts, weights, stride, read: { start: starts[0] ?? 0, end: readEnd } };
}

/** Samples seen as [outer, length, inner]: the positions `first` to `first + length` along one axis. */
interface Layout {
  readonly outer: number;
  readonly first: number;
  readonly length: number;
  readonly inner: number;
}

/** Applies taps along the axis of [outer, length, inner] samples, in integers as Pillow does. */
export function resampleAxis(
  samples: Uint8Array | Uint8ClampedArray,
  { outer, first, length, inner }: Layout,
  { starts, counts, weights, stride }: Taps,
): Uint8ClampedArray<ArrayBuffer> {
  const half = 1 << (fractionBits - 1);
  const output = new Uint8ClampedArray(outer * starts.length * inner);
  let o = 0;
  for (let block = 0; block < outer; block++) {
    for (let i = 0; i < starts.length; i++) {
      const begin = (block * length + starts[i]! - first) * inner;
      const tapsBegin = i * stride;
      const tapsEnd = tapsBegin + counts[i]!;
      for (let j = 0; j < inner; j++) {
        let sum = half;
        let s = begin + j;
        for (let t = tapsBegin; t < tapsEnd; t++) {
          sum += Math.imul(samples[s]!, weights[t]!);
          s += inner;
        }
        output[o++] = sum >> fractionBits;
      }
    }
  }
  return output;
}
