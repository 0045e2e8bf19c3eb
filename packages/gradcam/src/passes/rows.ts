import * as tf from '@tensorflow/tfjs-core';

/** A matrix whose rows are lists of the same length. */
export function rowsOf(lists: readonly ArrayLike<number>[]): tf.Tensor2D {
  const columns = lists[0]?.length ?? 0;
  const data = new Float32Array(lists.length * columns);
  lists.forEach((list, i) => {
    data.set(list, i * columns);
  });
  return tf.tensor2d(data, [lists.length, columns]);
}
