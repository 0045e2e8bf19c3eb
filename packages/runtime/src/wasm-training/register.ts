import { BatchMatMul, getKernel, registerKernel, Tile, unregisterKernel } from '@tensorflow/tfjs-core';
import { batchMatMul } from './batch-mat-mul.js';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.js';
import { conv2dBackpropInput } from './conv2d-backprop-input.js';
import { maxPoolGrad } from './max-pool-grad.js';
import { tile } from './tile.js';

const wasm = 'wasm';
let registered = false;

/**
 * Gives the wasm backend what training a convolutional network needs: Conv2DBackpropFilter, which it
 * lacks, a MaxPoolGrad that is right for all inputs, and faster versions of Conv2DBackpropInput, BatchMatMul
 * and Tile. Its package must have been imported.
 */
export function registerWasmTraining(): void {
  if (registered) return;
  const kernels = [
    conv2dBackpropFilter(wasm),
    conv2dBackpropInput(wasm),
    batchMatMul(getKernel(BatchMatMul, wasm)),
    maxPoolGrad(wasm),
    tile(getKernel(Tile, wasm)),
  ];
  for (const kernel of kernels) {
    // Registering over an existing kernel would print a warning.
    if (getKernel(kernel.kernelName, wasm)) unregisterKernel(kernel.kernelName, wasm);
    registerKernel(kernel);
  }
  registered = true;
}
