/** Shape and order of one weight in PyTorch, against the tf.layers one. */
export interface TorchLayout {
  /**
   * The name's last part: weight, bias, running_mean or running_var; empty where the module is the tensor.
   */
  readonly suffix: string;
  readonly shape: readonly number[];
  toTorch(data: Float32Array): Float32Array;
  fromTorch(data: Float32Array): Float32Array;
}

const suffixes: ReadonlyMap<string, string> = new Map([
  ['kernel', 'weight'],
  ['bias', 'bias'],
  ['gamma', 'weight'],
  ['beta', 'bias'],
  ['moving_mean', 'running_mean'],
  ['moving_variance', 'running_var'],
  ['layer_scale', ''],
]);

/**
 * How a weight of ours is laid out in PyTorch: conv kernels [height, width, in, out] become
 * [out, in, height, width], dense kernels [in, out] become [out, in], layer scales [channels, 1, 1], other
 * vectors stay.
 */
export function torchLayout(role: string, shape: readonly number[]): TorchLayout {
  const suffix = suffixes.get(role) ?? role;
  const outputs = shape.at(-1) ?? 1;
  if (role === 'layer_scale') {
    return { suffix, shape: [outputs, 1, 1], toTorch: (data) => data, fromTorch: (data) => data };
  }
  if (role !== 'kernel') return { suffix, shape, toTorch: (data) => data, fromTorch: (data) => data };
  if (shape.length === 2) {
    const inputs = shape[0]!;
    return {
      suffix,
      shape: [outputs, inputs],
      toTorch: (data) => transpose(data, inputs, outputs),
      fromTorch: (data) => transpose(data, outputs, inputs),
    };
  }
  const [height = 1, width = 1, inputs = 1] = shape;
  const pixels = height * width;
  return {
    suffix,
    shape: [outputs, inputs, height, width],
    // [pixels, in, out] -> [out, pixels, in] -> [out, in, pixels]
    toTorch: (data) =>
      mapBlocks(transpose(data, pixels * inputs, outputs), pixels * inputs, (block) =>
        transpose(block, pixels, inputs),
      ),
    fromTorch: (data) =>
      transpose(
        mapBlocks(data, pixels * inputs, (block) => transpose(block, inputs, pixels)),
        outputs,
        pixels * inputs,
      ),
  };
}

/** Side of the square that is transposed at a time, so that reads and writes stay in the cache. */
const tile = 32;

/** A row-major matrix to its transpose. */
export function transpose(data: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let top = 0; top < rows; top += tile) {
    for (let left = 0; left < columns; left += tile) {
      const bottom = Math.min(top + tile, rows);
      const right = Math.min(left + tile, columns);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) result[j * rows + i] = data[i * columns + j]!;
      }
    }
  }
  return result;
}

function mapBlocks(
  data: Float32Array,
  length: number,
  change: (block: Float32Array) => Float32Array,
): Float32Array {
  const result = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += length) {
    result.set(change(data.subarray(start, start + length)), start);
  }
  return result;
}
