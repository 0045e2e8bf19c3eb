import type { OnnxModel } from './model.js';

/** [1 2] times [3; 4], which gives 11: what a provider computes to prove itself. */
export const product: OnnxModel = {
  name: 'product',
  nodes: [{ name: 'MatMul/0', op: 'MatMul', domain: '', inputs: ['a', 'b'], outputs: ['y'], attributes: {} }],
  initializers: [],
  inputs: [
    { name: 'a', dtype: 'float32', shape: [1, 2] },
    { name: 'b', dtype: 'float32', shape: [2, 1] },
  ],
  outputs: [{ name: 'y', dtype: 'float32', shape: [1, 1] }],
};
