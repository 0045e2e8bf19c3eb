import {
  _FusedMatMul,
  FusedConv2D,
  FusedDepthwiseConv2D,
  getKernel,
  type KernelConfig,
  Relu,
  Relu6,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { relu, relu6, withoutActivation } from './activations.js';

const changes: Readonly<Record<string, (native: KernelConfig) => KernelConfig>> = {
  [Relu]: relu,
  [Relu6]: relu6,
  [FusedConv2D]: withoutActivation,
  [FusedDepthwiseConv2D]: withoutActivation,
  [_FusedMatMul]: withoutActivation,
};
let registered = false;

/**
 * Lets what overflows in the wasm backend reach the scores, where it is refused, as on every other backend. Its
 * package must have been imported.
 */
export function registerWasmOverflow(): void {
  if (registered) return;
  for (const [name, change] of Object.entries(changes)) {
    const native = getKernel(name, 'wasm');
    unregisterKernel(name, 'wasm');
    registerKernel(change(native));
  }
  registered = true;
}
