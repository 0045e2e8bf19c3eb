import {
  FusedBatchNorm,
  type FusedBatchNormAttrs,
  LRN,
  type LRNAttrs,
  LRNGrad,
  type LRNGradAttrs,
  type LRNGradInputs,
  type LRNInputs,
  Softmax,
  type SoftmaxAttrs,
  type SoftmaxInputs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import { sizeOf, type Value } from '../engine/value.js';
import { elementwise } from '../lowering/elementwise/elementwise.js';
import { scalar } from '../lowering/graph/constants.js';
import { fromNCHW, toNCHW } from '../lowering/graph/nchw.js';
import { isNCHWc } from '../lowering/graph/nchwc.js';
import { expand, reshape } from '../lowering/graph/shaping.js';
import { type Kernel, kernel } from './kernel.js';

interface BatchNormInputs {
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly scale?: TensorInfo;
  readonly offset?: TensorInfo;
}

/**
 * `bias + alpha * (the sum of the squares of the channels around each)`, Krizhevsky et al. 2012 section 3.3.
 */
function responseNorm(g: Recorder, x: Value, { depthRadius, bias, alpha }: LRNAttrs): Value {
  const sum = sumOverNeighbors(g, elementwise(g, 'Mul', [x, x]), depthRadius);
  return elementwise(g, 'Add', [elementwise(g, 'Mul', [sum, scalar(alpha)]), scalar(bias)]);
}

/** Sums each channel (the last axis) with `radius` channels on either side. */
function sumOverNeighbors(g: Recorder, x: Value, radius: number): Value {
  const channels = x.shape.at(-1)!;
  const rows = reshape(g, x, [sizeOf(x.shape) / channels, 1, channels]);
  const width = 2 * radius + 1;
  const attributes = { kernel_shape: [width], pads: [radius, radius], count_include_pad: 1 };
  const mean = g.emit('AveragePool', [rows], rows, { attributes });
  return elementwise(g, 'Mul', [reshape(g, mean, x.shape), scalar(width)]);
}

export const normalizationKernels: readonly Kernel[] = [
  kernel<BatchNormInputs, FusedBatchNormAttrs>(FusedBatchNorm, ({ g, inputs, attrs, value }) => {
    const { x, mean, variance, scale, offset } = inputs;
    const perChannel = [mean, variance, scale, offset].every((t) => t === undefined || t.shape.length === 1);
    const epsilon = attrs.varianceEpsilon;
    if (perChannel && x.shape.length === 4 && !isNCHWc(value(x))) {
      const vector = (tensor: typeof scale | undefined, absent: number): Value =>
        tensor === undefined ? expand(g, scalar(absent), mean.shape) : value(tensor);
      const image = toNCHW(g, value(x), 'channelsLast');
      const operands = [image, vector(scale, 1), vector(offset, 0), value(mean), value(variance)];
      const attributes = { epsilon: { float: epsilon } };
      return fromNCHW(g, g.emit('BatchNormalization', operands, image, { attributes }), 'channelsLast');
    }
    const deviation = elementwise(g, 'Sqrt', [elementwise(g, 'Add', [value(variance), scalar(epsilon)])]);
    const gain = elementwise(g, 'Div', [scale === undefined ? scalar(1) : value(scale), deviation]);
    const centered = elementwise(g, 'Sub', [value(x), value(mean)]);
    const scaled = elementwise(g, 'Mul', [centered, gain]);
    return offset === undefined ? scaled : elementwise(g, 'Add', [scaled, value(offset)]);
  }),

  kernel<LRNInputs, LRNAttrs>(LRN, ({ g, inputs: { x }, attrs, value }) => {
    const { depthRadius, bias, alpha, beta } = attrs;
    const size = 2 * depthRadius + 1;
    const image = toNCHW(g, value(x), 'channelsLast');
    const attributes = {
      size,
      // ONNX divides alpha by the size of the neighborhood.
      alpha: { float: alpha * size },
      beta: { float: beta },
      bias: { float: bias },
    };
    return fromNCHW(g, g.emit('LRN', [image], image, { attributes }), 'channelsLast');
  }),

  /** `dy n^-beta - 2 alpha beta x (the sum over neighbors of dy y / n)`, with n of `responseNorm`. */
  kernel<LRNGradInputs, LRNGradAttrs>(LRNGrad, ({ g, inputs, attrs, value }) => {
    const [x, y, dy] = [value(inputs.x), value(inputs.y), value(inputs.dy)];
    const norm = responseNorm(g, x, attrs);
    const direct = elementwise(g, 'Mul', [dy, elementwise(g, 'Pow', [norm, scalar(-attrs.beta)])]);
    const shares = elementwise(g, 'Div', [elementwise(g, 'Mul', [dy, y]), norm]);
    const inhibition = elementwise(g, 'Mul', [x, sumOverNeighbors(g, shares, attrs.depthRadius)]);
    const scaled = elementwise(g, 'Mul', [inhibition, scalar(2 * attrs.alpha * attrs.beta)]);
    return elementwise(g, 'Sub', [direct, scaled]);
  }),

  kernel<SoftmaxInputs, SoftmaxAttrs>(Softmax, ({ g, inputs: { logits }, attrs: { dim }, value }) => {
    if (logits.dtype !== 'float32') return undefined;
    return g.emit('Softmax', [value(logits)], value(logits), { attributes: { axis: dim } });
  }),
];
