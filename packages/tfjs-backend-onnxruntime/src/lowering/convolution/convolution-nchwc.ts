import type { Recorder } from '../../engine/recorder.js';
import type { Operand, TensorType, Value } from '../../engine/value.js';
import { BLOCKED_DOMAIN } from '../../runtime/nchwc-layout.js';
import { applyAffine, type Convolution, openConvolution, shiftChannels } from '../elementwise/epilogue.js';
import type { Filter } from '../graph/filters.js';
import type { WindowAttributes } from '../graph/nchw.js';
import { type Blocking, fromBlocks, toBlocks } from '../graph/nchwc.js';
import { NCHW_TO_NHWC } from '../graph/permutations.js';
import { reshape, transpose } from '../graph/shaping.js';
import { cutWorthwhile } from '../winograd/plan.js';
import { blockFilter } from './filter-nchwc.js';
import { convolveInStrips } from './winograd-convolution.js';

/**
 * A convolution on channels-blocked images (NCHWc), about a third faster than on NCHW.
 *
 * ONNX Runtime converts a model's convolutions to this form by itself if their filters are constants; in training they
 * are not, and it knows no strips. So the program has the operators and the filter's layout itself.
 * An image of fewer channels than a block goes in as it is.
 *
 * @param image `[batch, in, rows, columns]`
 * @returns `[batch, out, rows, columns]`, or undefined if the channels do not divide into blocks.
 */
export function convolveBlocked(
  g: Recorder,
  image: Value,
  filter: Filter,
  type: TensorType,
  attributes: WindowAttributes,
  blocking: Blocking,
  bias?: Operand,
): Value | undefined {
  const { block, changing } = blocking;
  const [, inputs = 0] = image.shape;
  const [, outputs = 0] = type.shape;
  const few = inputs < block;
  if (outputs % block !== 0 || (!few && inputs % block !== 0)) return undefined;
  if (few && filter.turned) return undefined;

  const source = few ? image : toBlocks(g, transpose(g, image, NCHW_TO_NHWC));
  const cut = few ? undefined : cutWorthwhile(inputs, type.shape, attributes, blocking);
  const scaled = (scale: Operand | undefined): Filter =>
    scale === undefined ? filter : { ...filter, taps: g.emit('Mul', [filter.taps, scale], filter.taps) };
  if (cut !== undefined) {
    const convolution: Convolution = ({ scale, ...following }) => {
      const result = convolveInStrips(g, source, scaled(scale), type, attributes, block, cut);
      return Object.keys(following).length === 0 ? result : applyAffine(g, result, following);
    };
    if (!changing) return fromBlocks(g, openConvolution(g, convolution, bias));
    return fromBlocks(g, bias === undefined ? convolution({}) : shiftChannels(g, convolution({}), bias));
  }
  const convolution: Convolution = ({ scale, shift, addend, rectified }) => {
    const own = scaled(scale);
    const arranged = few ? blockOutputs(g, own.taps, block) : blockFilter(g, own, block);
    const weights = reshape(g, arranged, [outputs, inputs, ...attributes.kernel_shape]);
    const operands = [source, weights, ...(addend === undefined ? [shift] : [shift, addend])];
    return g.emit('Conv', operands, type, {
      attributes: { ...attributes, ...(rectified ? { activation: 'Relu' } : {}) },
      domain: BLOCKED_DOMAIN,
    });
  };
  if (changing) return fromBlocks(g, convolution(bias === undefined ? {} : { shift: bias }));
  return fromBlocks(g, openConvolution(g, convolution, bias));
}

/** `[out / block, taps, in, block of out]` */
function blockOutputs(g: Recorder, taps: Value, block: number): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  return transpose(g, reshape(g, taps, [count, inputs, outputs / block, block]), [2, 1, 0, 3]);
}
