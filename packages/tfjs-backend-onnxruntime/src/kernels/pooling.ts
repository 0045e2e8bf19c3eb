import {
  AvgPool,
  type AvgPoolAttrs,
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  type AvgPoolGradInputs,
  type AvgPoolInputs,
  backend_util,
  MaxPool,
  type MaxPoolAttrs,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type MaxPoolGradInputs,
  type MaxPoolInputs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { averagePoolGradient, maxPoolGradient } from '../lowering/gradients/pooling.js';
import { fromNCHW, outputNCHW, toNCHW, windowAttributes, windowOf } from '../lowering/graph/nchw.js';
import { deferredNCHWc, fromNCHWc } from '../lowering/graph/nchwc.js';
import { absorbPoolPadding } from '../lowering/graph/padding.js';
import { NCHWC_DOMAIN } from '../runtime/nchwc-layout.js';
import { type Kernel, kernel } from './kernel.js';

type PoolGeometry = Pick<MaxPoolAttrs, 'filterSize' | 'strides' | 'pad'> &
  Partial<Pick<MaxPoolAttrs, 'dimRoundingMode'>>;

function poolInfo({ shape }: TensorInfo, attrs: PoolGeometry): backend_util.Conv2DInfo {
  const [n = 1, h = 1, w = 1, c = 1] = shape;
  return backend_util.computePool2DInfo(
    [n, h, w, c],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
}

/** ONNX Runtime rejects pools with windows that lie entirely in the padding. */
function padsExceedWindow(info: backend_util.Conv2DInfo): boolean {
  const { kernel, pads } = windowOf(info);
  return pads.some((count, side) => count >= kernel[side % 2]!);
}

export const poolingKernels: readonly Kernel[] = [
  kernel<MaxPoolInputs, MaxPoolAttrs>(MaxPool, ({ g, inputs: { x }, attrs, value }) => {
    const info = poolInfo(x, attrs);
    if (x.dtype !== 'float32' || padsExceedWindow(info)) return undefined;
    const type = { dtype: 'float32', shape: outputNCHW(info) } as const;
    const { image, window } = absorbPoolPadding(g, toNCHW(g, value(x), 'channelsLast'), windowOf(info));
    const attributes = windowAttributes(window);
    const pending = deferredNCHWc(image);
    const pooled =
      pending === undefined
        ? g.emit('MaxPool', [image], type, { attributes })
        : fromNCHWc(g, g.emit('MaxPool', [pending.nchwc], type, { attributes, domain: NCHWC_DOMAIN }));
    return fromNCHW(g, pooled, 'channelsLast');
  }),

  kernel<MaxPoolGradInputs, MaxPoolGradAttrs>(MaxPoolGrad, ({ g, inputs, attrs, value }) => {
    const { dy, input, output } = inputs;
    return maxPoolGradient(g, value(input), value(output), value(dy), poolInfo(input, attrs));
  }),

  kernel<AvgPoolInputs, AvgPoolAttrs>(AvgPool, ({ g, inputs: { x }, attrs, value }) => {
    const info = poolInfo(x, attrs);
    if (x.dtype !== 'float32' || padsExceedWindow(info)) return undefined;
    const type = { dtype: 'float32', shape: outputNCHW(info) } as const;
    const { dilations: _, ...window } = windowAttributes(windowOf(info));
    const attributes = { ...window, count_include_pad: 0 };
    return fromNCHW(
      g,
      g.emit('AveragePool', [toNCHW(g, value(x), 'channelsLast')], type, { attributes }),
      'channelsLast',
    );
  }),

  kernel<AvgPoolGradInputs, AvgPoolGradAttrs>(AvgPoolGrad, ({ g, inputs: { dy, input }, attrs, value }) =>
    averagePoolGradient(g, value(dy), poolInfo(input, attrs)),
  ),
];
