/** Element types that weights are held in. Half precision is widened to float32 when it is read. */
export interface TensorValues {
  float32: Float32Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
}

export type TensorDtype = keyof TensorValues;

/** A tensor in main memory, row-major. */
export type HostTensor = {
  [D in TensorDtype]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly data: TensorValues[D];
  };
}[TensorDtype];

/**
 * Weights by name, as PyTorch's `state_dict()`: keys such as `layer1.0.conv1.weight`, conv kernels
 * laid out [out, in, height, width] and linear weights [out, in].
 */
export type StateDict = ReadonlyMap<string, HostTensor>;
