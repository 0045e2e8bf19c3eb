import {
  backend_util,
  type KernelBackend,
  type KernelConfig,
  type KernelFunc,
  MaxPoolGrad,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Shape4D } from './conv-geometry.js';

interface Params {
  inputs: {
    /** [N, OH, OW, C] */
    dy: TensorInfo;
    /** [N, H, W, C] */
    input: TensorInfo & { shape: Shape4D };
  };
  attrs: {
    filterSize: [number, number] | number;
    strides: [number, number] | number;
    pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  backend: KernelBackend;
}

/**
 * The gradient of max pooling, which goes to the first of equal maxima as in the other backends and in
 * PyTorch. The wasm backend's own kernel drops the gradient of every window without a positive value, such
 * as those that a ReLU has set to zero, and gives that of the others to the last of equal maxima.
 */
export const maxPoolGrad = (backendName: string): KernelConfig => ({
  kernelName: MaxPoolGrad,
  backendName,
  // TF.js types every kernel alike; the names of a kernel's inputs and attributes are its own.
  kernelFunc: compute as unknown as KernelFunc,
});

function compute({ inputs: { dy, input }, attrs, backend }: Params): TensorInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const pool = backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const x = backend.readSync(input.dataId);
  const gradient = backend.readSync(dy.dataId);
  const dx = new Float32Array(x.length);
  const { inHeight, inWidth, inChannels: channels } = pool;

  let window = 0;
  for (let n = 0; n < pool.batchSize; n++) {
    for (let row = 0; row < pool.outHeight; row++) {
      const top = row * pool.strideHeight - pool.padInfo.top;
      const [firstY, lastY] = clip(top, pool.filterHeight, inHeight);
      for (let column = 0; column < pool.outWidth; column++) {
        const left = column * pool.strideWidth - pool.padInfo.left;
        const [firstX, lastX] = clip(left, pool.filterWidth, inWidth);
        for (let c = 0; c < channels; c++, window++) {
          let largest = ((n * inHeight + firstY) * inWidth + firstX) * channels + c;
          for (let y = firstY; y < lastY; y++) {
            let place = ((n * inHeight + y) * inWidth + firstX) * channels + c;
            for (let z = firstX; z < lastX; z++, place += channels) {
              if (x[place]! > x[largest]!) largest = place;
            }
          }
          dx[largest]! += Number(gradient[window]);
        }
      }
    }
  }
  return { dataId: backend.write(dx, input.shape, 'float32'), shape: input.shape, dtype: 'float32' };
}

/** The part of a window that lies within the input. */
function clip(start: number, size: number, length: number): [first: number, end: number] {
  return [Math.max(start, 0), Math.min(start + size, length)];
}
