import {
  backend_util,
  Concat,
  type ConcatAttrs,
  DepthToSpace,
  type DepthToSpaceAttrs,
  type DepthToSpaceInputs,
  MirrorPad,
  type MirrorPadAttrs,
  type MirrorPadInputs,
  Pack,
  type PackAttrs,
  PadV2,
  type PadV2Attrs,
  type PadV2Inputs,
  Reverse,
  type ReverseAttrs,
  type ReverseInputs,
  Slice,
  type SliceAttrs,
  type SliceInputs,
  SplitV,
  type SplitVAttrs,
  type SplitVInputs,
  StridedSlice,
  type StridedSliceAttrs,
  type StridedSliceInputs,
  slice_util,
  type TensorInfo,
  Tile,
  type TileAttrs,
  type TileInputs,
  Transpose,
  type TransposeAttrs,
  type TransposeInputs,
  Unpack,
  type UnpackAttrs,
  type UnpackInputs,
  util,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import { sizeOf, type Value } from '../engine/value.js';
import { ints, scalar } from '../lowering/graph/constants.js';
import { type Bounds, slicePixels } from '../lowering/graph/gather-pixels.js';
import { concat, expand, pad, reshape, slice, transpose } from '../lowering/graph/shaping.js';
import { type Kernel, kernel } from './kernel.js';

/** A slice with bounds for all axes. */
function sliceAll(g: Recorder, x: Value, bounds: Bounds, block: number | undefined): Value {
  const pixels = block === undefined ? undefined : slicePixels(g, x, bounds, block);
  return pixels ?? slice(g, x, { ...bounds, axes: [...x.shape.keys()] });
}

export const shapeKernels: readonly Kernel[] = [
  kernel<TransposeInputs, TransposeAttrs>(Transpose, ({ g, inputs: { x }, attrs: { perm }, value }) =>
    transpose(g, value(x), perm),
  ),

  kernel<SliceInputs, SliceAttrs>(Slice, ({ g, inputs: { x }, attrs, value, block }) => {
    const [begin = [], size = []] = slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    slice_util.assertParamsValid(x, begin, size);
    return sliceAll(g, value(x), { begin, size, step: size.map(() => 1) }, block);
  }),

  kernel<StridedSliceInputs, StridedSliceAttrs>(StridedSlice, ({ g, inputs: { x }, attrs, value, block }) => {
    const info = slice_util.sliceInfo(
      x.shape,
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    );
    const size = slice_util.computeOutShape(info.begin, info.end, info.strides);
    if (info.isIdentity) return reshape(g, value(x), info.finalShape);
    if (sizeOf(size) === 0) return undefined;
    const parts = sliceAll(g, value(x), { begin: info.begin, size, step: info.strides }, block);
    return reshape(g, parts, info.finalShape);
  }),

  kernel<PadV2Inputs, PadV2Attrs>(
    PadV2,
    ({ g, inputs: { x }, attrs: { paddings, constantValue }, value }) => {
      if (x.dtype === 'bool') return undefined;
      const operand = value(x);
      const fill = scalar(constantValue, operand.dtype);
      return pad(
        g,
        operand,
        paddings.map(([before]) => before),
        paddings.map(([, after]) => after),
        fill,
      );
    },
  ),

  kernel<MirrorPadInputs, MirrorPadAttrs>(
    MirrorPad,
    ({ g, inputs: { x }, attrs: { paddings, mode }, value }) => {
      if (mode !== 'reflect' || x.dtype !== 'float32') return undefined;
      const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
      const pads = ints([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
      return g.emit('Pad', [value(x), pads], { dtype: 'float32', shape }, { attributes: { mode } });
    },
  ),

  kernel<TensorInfo[], ConcatAttrs>(Concat, ({ g, inputs, attrs, value }) => {
    const axis = util.parseAxisParam(attrs.axis, inputs[0]!.shape)[0]!;
    backend_util.assertParamsConsistent(
      inputs.map(({ shape }) => shape),
      axis,
    );
    const parts = inputs.map(value);
    // TF.js concatenates tensors of different types into the first one's.
    if (parts.some(({ dtype }) => dtype !== parts[0]!.dtype)) return undefined;
    return concat(g, parts, axis);
  }),

  kernel<TensorInfo[], PackAttrs>(Pack, ({ g, inputs, attrs: { axis }, value }) => {
    for (const { shape, dtype } of inputs) {
      util.assertShapesMatch(
        shape,
        inputs[0]!.shape,
        'All tensors passed to stack must have matching shapes',
      );
      util.assert(dtype === inputs[0]!.dtype, () => 'All tensors passed to stack must have matching dtypes');
    }
    const parts = inputs.map((input) => reshape(g, value(input), input.shape.toSpliced(axis, 0, 1)));
    return concat(g, parts, axis);
  }),

  kernel<UnpackInputs, UnpackAttrs>(Unpack, ({ g, inputs: { value: x }, attrs, value }) => {
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const rest = x.shape.toSpliced(axis, 1);
    return Array.from({ length: x.shape[axis]! }, (_, i) =>
      reshape(g, slice(g, value(x), { begin: [i], size: [1], axes: [axis] }), rest),
    );
  }),

  kernel<SplitVInputs, SplitVAttrs>(
    SplitV,
    ({ g, inputs: { x }, attrs: { numOrSizeSplits, axis }, value }) => {
      const along = util.parseAxisParam(axis, x.shape)[0]!;
      const sizes = backend_util.prepareSplitSize(x, numOrSizeSplits, along);
      if (sizes.includes(0)) return undefined;
      let begin = 0;
      return sizes.map((size) => {
        const part = slice(g, value(x), { begin: [begin], size: [size], axes: [along] });
        begin += size;
        return part;
      });
    },
  ),

  kernel<TileInputs, TileAttrs>(Tile, ({ g, inputs: { x }, attrs: { reps }, value }) => {
    if (reps.includes(0)) return undefined;
    if (reps.every((count) => count === 1)) return value(x);
    const shape = x.shape.map((size, axis) => size * reps[axis]!);
    if (reps.every((count, axis) => count === 1 || x.shape[axis] === 1)) return expand(g, value(x), shape);
    return g.emit('Tile', [value(x), ints(reps)], { dtype: value(x).dtype, shape });
  }),

  kernel<ReverseInputs, ReverseAttrs>(Reverse, ({ g, inputs: { x }, attrs: { dims }, value }) => {
    const axes = util.parseAxisParam(dims, x.shape);
    if (axes.length === 0) return value(x);
    const size = axes.map((axis) => x.shape[axis]!);
    return slice(g, value(x), { begin: size.map((n) => n - 1), size, axes, step: axes.map(() => -1) });
  }),

  kernel<DepthToSpaceInputs, DepthToSpaceAttrs>(DepthToSpace, ({ g, inputs: { x }, attrs, value }) => {
    if (attrs.dataFormat !== 'NHWC') return undefined;
    const [n = 1, h = 1, w = 1, c = 1] = x.shape;
    const b = attrs.blockSize;
    const blocks = reshape(g, value(x), [n, h, w, b, b, c / (b * b)]);
    return reshape(g, transpose(g, blocks, [0, 1, 3, 2, 4, 5]), [n, h * b, w * b, c / (b * b)]);
  }),
];
