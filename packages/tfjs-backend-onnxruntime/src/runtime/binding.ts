import type { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * The version of onnxruntime-node that this package is tested with: its binding is not a public interface.
 */
export const ONNXRUNTIME_VERSION = '1.30.0';

/** An input or an output of a session. */
export interface NativeValue {
  readonly name: string;
  /** `TensorProto.DataType`. */
  readonly type: number;
  /** Sizes, -1 where they are known only when the model runs. */
  readonly shape: readonly number[];
}

/**
 * The synchronous session inside `onnxruntime-node`, which the public `run` merely defers with
 * `setImmediate`.
 */
export interface NativeSession {
  loadModel(
    buffer: ArrayBufferLike,
    byteOffset: number,
    byteLength: number,
    options: InferenceSession.SessionOptions,
  ): void;
  readonly inputMetadata: readonly NativeValue[];
  readonly outputMetadata: readonly NativeValue[];
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: Readonly<Record<string, Tensor | null>>,
    options: InferenceSession.RunOptions,
  ): Record<string, Tensor>;
  dispose(): void;
}

export interface OnnxRuntime {
  readonly version: string;
  readonly Tensor: typeof Tensor;
  readonly providers: readonly { readonly name: string; readonly bundled: boolean }[];
  createSession(): NativeSession;
}
