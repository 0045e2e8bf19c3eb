import type { Recorder } from '../../engine/recorder.js';
import { type Operand, sizeOf, type Value } from '../../engine/value.js';
import { NCHWC_DOMAIN } from '../../runtime/nchwc-layout.js';
import { scalar } from '../graph/constants.js';
import { POINTWISE } from '../graph/nchw.js';
import { expand, reshape } from '../graph/shaping.js';

/**
 * `relu(scale * image + shift + addend)` of an NCHWc image, with a scale and a shift per channel; each part
 * is optional. This is what follows the convolutions of a network with batch normalization and residual
 * connections.
 */
export interface Epilogue {
  /** `[channels]` */
  readonly scale?: Operand;
  /** `[channels]` */
  readonly shift?: Operand;
  /** An NCHWc image. */
  readonly addend?: Value;
  readonly relu?: boolean;
}

/** A convolution that computes an epilogue in the same pass over memory. */
export type Convolution = (epilogue: Epilogue) => Value;

/** An epilogue that can still grow, and what it is applied to. */
interface Pending extends Epilogue {
  readonly source: Value | Convolution;
}

const epilogues = new WeakMap<Value, Pending>();

/** The result of a convolution into which following operators can be fused. */
export function fusibleConvolution(g: Recorder, convolution: Convolution, bias?: Operand): Value {
  return emit(g, { source: convolution, ...(bias === undefined ? {} : { shift: bias }) });
}

/** The image times one number per channel, fused into its pending epilogue. */
export function scaleChannels(g: Recorder, image: Value, vector: Operand): Value {
  const { scale, shift, ...rest } = pendingWithoutAddend(image);
  return emit(g, {
    ...rest,
    scale: times(g, scale, vector),
    ...(shift === undefined ? {} : { shift: times(g, shift, vector) }),
  });
}

/** The image plus one number per channel, fused into its pending epilogue. */
export function shiftChannels(g: Recorder, image: Value, vector: Operand): Value {
  const { shift, ...rest } = pendingWithoutAddend(image);
  return emit(g, {
    ...rest,
    shift: shift === undefined ? flat(g, vector) : binary(g, 'Add', shift, vector),
  });
}

/** `image + addend`, undefined unless one of the two has a pending epilogue. */
export function addImages(g: Recorder, image: Value, addend: Value): Value | undefined {
  for (const [a, b] of [
    [image, addend],
    [addend, image],
  ] as const) {
    const pending = pendingEpilogue(a);
    if (pending.source !== a && pending.addend === undefined) return emit(g, { ...pending, addend: b });
  }
  return undefined;
}

/** `minuend - image`, undefined unless the image has a pending epilogue. */
export function subtractImage(g: Recorder, minuend: Value, image: Value): Value | undefined {
  if (pendingEpilogue(image).source === image) return undefined;
  return addImages(g, negate(g, image), minuend);
}

export function negate(g: Recorder, image: Value): Value {
  return scaleChannels(g, image, expand(g, scalar(-1), [image.shape[1]!]));
}

/** ReLU of the image, undefined unless it has a pending epilogue. */
export function fuseRelu(g: Recorder, image: Value): Value | undefined {
  const pending = pendingEpilogue(image);
  return pending.source === image ? undefined : emit(g, { ...pending, relu: true });
}

/**
 * The epilogue that an image is the result of, if it can still grow; otherwise an empty one of the image
 * itself.
 */
function pendingEpilogue(image: Value): Pending {
  const known = image.producer && epilogues.get(image);
  return known === undefined || known.relu ? { source: image } : known;
}

/**
 * The same, but an image with an addend starts a new epilogue: its sum may be used elsewhere too, and would
 * be computed twice.
 */
function pendingWithoutAddend(image: Value): Pending {
  const pending = pendingEpilogue(image);
  return pending.addend === undefined ? pending : { source: image };
}

function emit(g: Recorder, pending: Pending): Value {
  const { source, ...affine } = pending;
  const result = typeof source === 'function' ? source(affine) : applyEpilogue(g, source, affine);
  epilogues.set(result, pending);
  return result;
}

/** Computes an epilogue as a depthwise 1x1 convolution, which takes one pass over memory. */
export function applyEpilogue(g: Recorder, image: Value, { scale, shift, addend, relu }: Epilogue): Value {
  const channels = image.shape[1]!;
  const weights = reshape(g, scale ?? expand(g, scalar(1), [channels]), [channels, 1, 1, 1]);
  const attributes = {
    ...POINTWISE,
    group: channels,
    ...(relu ? { activation: 'Relu' } : {}),
  };
  const operands = [image, weights, shift, ...(addend === undefined ? [] : [addend])];
  return g.emit('Conv', operands, image, { attributes, domain: NCHWC_DOMAIN });
}

function times(g: Recorder, factor: Operand | undefined, vector: Operand): Value {
  return factor === undefined ? flat(g, vector) : binary(g, 'Mul', factor, vector);
}

function binary(g: Recorder, op: string, a: Operand, b: Operand): Value {
  const operands = [flat(g, a), flat(g, b)];
  return g.emit(op, operands, operands[0]!);
}

function flat(g: Recorder, vector: Operand): Value {
  return reshape(g, vector, [sizeOf(vector.shape)]);
}
