/** Equal square convolutions, one on another, of stride 1 and as many channels in as out. */
export interface Stack {
  /** Side of the kernels in pixels. */
  readonly kernel: number;
  readonly depth: number;
}

/** Side of the square of input pixels that one output pixel sees. */
export function receptiveFieldOf({ kernel, depth }: Stack): number {
  return 1 + depth * (kernel - 1);
}

/** Weights per squared number of channels, biases left out. */
export function weightsPerChannelSquared({ kernel, depth }: Stack): number {
  return depth * kernel * kernel;
}

/**
 * Expected share of the squared gradient of one output pixel by distance from the center, along one axis, for
 * independent random weights: every path through the kernels counts alike, so it is the uniform kernel
 * convolved with itself (Luo et al. 2016, section 2).
 */
export function expectedProfile({ kernel, depth }: Stack): number[] {
  const uniform = new Array<number>(kernel).fill(1 / kernel);
  let profile = [1];
  for (let i = 0; i < depth; i++) profile = convolve(profile, uniform);
  return profile;
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  const result = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      result[i + j]! += x * y;
    });
  });
  return result;
}
