import type { OnnxModel } from '../model/model.js';
import type { OnnxRuntime } from './binding.js';
import { createSession } from './session.js';

/** ONNX Runtime's domain of NCHWc operators, which its CPU provider has. */
export const NCHWC_DOMAIN = 'com.microsoft.nchwc';

const CHANNELS = 64;
const ROWS = 2;

const probe: OnnxModel = {
  name: 'nchwc-layout',
  nodes: [
    {
      name: 'probe',
      op: 'ReorderInput',
      domain: NCHWC_DOMAIN,
      inputs: ['x'],
      outputs: ['y'],
      attributes: {},
    },
  ],
  initializers: [],
  inputs: [{ name: 'x', dtype: 'float32', shape: [1, CHANNELS, ROWS, 1] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: [1, CHANNELS, ROWS, 1] }],
};

/**
 * Channels of an NCHWc block on this machine: 16 with AVX-512, 8 with AVX2; undefined if the provider has no
 * NCHWc operators. There is no way to ask, so a small image is reordered and inspected.
 */
export function nchwcBlockSize(runtime: OnnxRuntime, provider: string): number | undefined {
  if (provider !== 'cpu') return undefined;
  try {
    const session = createSession(runtime, probe);
    // The row number of each element: a block is the run of channels of the first row.
    const rows = Float32Array.from({ length: CHANNELS * ROWS }, (_, i) => i % ROWS);
    const x = new runtime.Tensor('float32', rows, [1, CHANNELS, ROWS, 1]);
    const block = Array.from(session.run({ x }, { y: null }, {}).y!.data, Number).indexOf(1);
    session.dispose();
    return block > 1 ? block : undefined;
  } catch {
    return undefined;
  }
}
