import { Conv2DBackpropFilter, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { composeKernel, type Ops } from './compose-kernel.js';
import {
  type Axis,
  type ConvAttrs,
  type ConvGeometry,
  convGeometry,
  isPointwise,
  type Shape4D,
} from './conv-geometry.js';

interface Inputs {
  /** [N, H, W, Cin] */
  x: TensorInfo & { shape: Shape4D };
  /** [N, OH, OW, Cout] */
  dy: TensorInfo;
}

/**
 * The gradient of a convolution for its filter, [KH, KW, Cin, Cout], with the backend's fast kernels:
 *
 *   dW[i, j, c, k] = sum over n, u, v of x[n, u*stride + i, v*stride + j, c] * dy[n, u, v, k]
 *
 * which is itself a convolution: input channels take the batch's place and the batch that of the
 * channels, dy is the filter, and the stride becomes its dilation. A 1x1 convolution is one matrix product.
 */
export const conv2dBackpropFilter = (backendName: string): KernelConfig =>
  composeKernel<Inputs, ConvAttrs & { filterShape: Shape4D }>(
    Conv2DBackpropFilter,
    backendName,
    (ops, { x, dy }, { filterShape, ...attrs }) => {
      const conv = convGeometry(x.shape, filterShape, attrs);
      return isPointwise(conv) ? pointwise(ops, x, dy, conv) : general(ops, x, dy, conv);
    },
  );

function pointwise(ops: Ops, x: TensorInfo, dy: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { inChannels, outChannels } = conv;
  const pixels = ops.reshape(x, [-1, inChannels]);
  const dw = ops.matMul(pixels, ops.reshape(dy, [-1, outChannels]), { a: true });
  return ops.reshape(dw, [1, 1, inChannels, outChannels]);
}

function general(ops: Ops, x: TensorInfo, dy: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { batch, inChannels, height, width } = conv;
  const padded = ops.pad(x, [[0, 0], height.padding, width.padding, [0, 0]]);
  const seen = ops.slice(padded, [0, 0, 0, 0], [batch, extent(height), extent(width), inChannels]);
  const image = ops.transpose(seen, [3, 1, 2, 0]);
  const filter = ops.transpose(dy, [1, 2, 0, 3]);
  const dw = ops.conv2d(image, filter, [height.stride, width.stride]);
  return ops.transpose(dw, [1, 2, 0, 3]);
}

/** How far into the padded input the windows reach: a stride may leave its last elements unseen. */
const extent = ({ output, stride, kernel }: Axis): number => (output - 1) * stride + kernel;
