import * as tf from '@tensorflow/tfjs-core';

/** Lists of the same length as the rows of a matrix. */
export function rowsOf(lists: readonly ArrayLike<number>[]): tf.Tensor2D {
  const columns = lists[0]?.length ?? 0;
  const data = new Float32Array(lists.length * columns);
  lists.forEach((list, i) => {
    data.set(list, i * columns);
  });
  return tf.tensor2d(data, [lists.length, columns]);
}
