import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

const name = 'meta';

/** A backend whose tensors have a shape and no values, as on PyTorch's device `meta`. It computes nothing. */
class MetaBackend extends tf.KernelBackend {
  readonly #references = new WeakMap<object, number>();

  override write(): tf.DataId {
    return {};
  }

  override incRef(data: tf.DataId): void {
    this.#references.set(data, this.refCount(data) + 1);
  }

  override refCount(data: tf.DataId): number {
    return this.#references.get(data) ?? 1;
  }

  override disposeData(data: tf.DataId): boolean {
    const left = this.refCount(data) - 1;
    this.#references.set(data, left);
    return left === 0;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {}
}

/** Whether weights are built without values. */
export function isMeta(): boolean {
  return tf.getBackend() === name;
}

/**
 * Runs `build` where weights take no memory, then goes back to the current backend, or to none. What is built must be
 * disposed of in there.
 */
export function onMetaBackend<T>(build: () => T): T {
  // Undefined, whatever its type says, before a backend was chosen.
  const current: string | null | undefined = tf.getBackend();
  // A backend that is still starting must not be disturbed.
  if (current != null && tf.engine().registry[current] === undefined) return build();
  tf.registerBackend(name, () => new MetaBackend(), 0);
  // Both backends are there already, so that the switch is made before the promise is returned.
  void tf.setBackend(name);
  try {
    return build();
  } finally {
    tf.removeBackend(name);
    if (current != null) void tf.setBackend(current);
  }
}

/** Initializes with zeros, or on the meta backend with a shape alone. */
export const zeros: ReturnType<typeof tfl.initializers.zeros> = Object.assign(tfl.initializers.zeros(), {
  apply: (shape: tfl.Shape, dtype: tf.DataType = 'float32'): tf.Tensor => {
    const sizes = shape.map((size) => size ?? 0);
    return isMeta()
      ? tf.engine().makeTensorFromTensorInfo({ dataId: {}, shape: sizes, dtype })
      : tf.zeros(sizes, dtype);
  },
});
