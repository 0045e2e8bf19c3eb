import type { Recorder } from '../engine/recorder.js';
import { type Operand, sizeOf, type Value } from '../engine/value.js';
import { BLOCKED_DOMAIN } from '../runtime/blocked-layout.js';
import { scalar } from './constants.js';
import { expand, reshape } from './shaping.js';

/**
 * `scale * image + shift + addend` of a blocked image, with a scale and a shift for each channel, and rectified or not:
 * what surrounds the convolutions of a network with batch normalisation, and its gradient.
 * As a 1x1 convolution of every channel by itself it takes one pass over memory.
 */
interface ChannelAffine {
  readonly image: Value;
  /** `[channels]` */
  readonly scale?: Operand;
  /** `[channels]` */
  readonly shift?: Operand;
  /** A blocked image. */
  readonly addend?: Value;
  readonly rectified?: boolean;
}

const affines = new WeakMap<Value, ChannelAffine>();

/** The image multiplied by a vector; what is pending of this kind becomes part of it. */
export function scaleChannels(g: Recorder, image: Value, vector: Operand): Value {
  const open = openAffine(image);
  const { scale, shift, ...rest } = open.addend === undefined ? open : { image };
  return emit(g, {
    ...rest,
    scale: times(g, scale, vector),
    ...(shift === undefined ? {} : { shift: times(g, shift, vector) }),
  });
}

export function shiftChannels(g: Recorder, image: Value, vector: Operand): Value {
  const { shift, ...rest } = openAffine(image);
  return emit(g, {
    ...rest,
    shift: shift === undefined ? flat(g, vector) : binary(g, 'Add', shift, vector),
  });
}

/** `image + addend`, undefined unless one of the two is pending here. */
export function addImages(g: Recorder, image: Value, addend: Value): Value | undefined {
  for (const [a, b] of [
    [image, addend],
    [addend, image],
  ] as const) {
    const open = openAffine(a);
    if (open.image !== a && open.addend === undefined) return emit(g, { ...open, addend: b });
  }
  return undefined;
}

/** `minuend - image`, undefined unless the image is pending here. */
export function subtractImage(g: Recorder, minuend: Value, image: Value): Value | undefined {
  if (openAffine(image).image === image) return undefined;
  return addImages(g, negate(g, image), minuend);
}

export function negate(g: Recorder, image: Value): Value {
  return scaleChannels(g, image, expand(g, scalar(-1), [image.shape[1]!]));
}

/** The image rectified, undefined unless it is pending here. */
export function rectify(g: Recorder, image: Value): Value | undefined {
  const open = openAffine(image);
  return open.image === image ? undefined : emit(g, { ...open, rectified: true });
}

/** What an image is, as far as more can be done to it in the same pass: at least itself. */
function openAffine(image: Value): ChannelAffine {
  const known = image.producer && affines.get(image);
  return known === undefined || known.rectified ? { image } : known;
}

function emit(g: Recorder, affine: ChannelAffine): Value {
  const { image, scale, shift, addend, rectified } = affine;
  const channels = image.shape[1]!;
  const weights = reshape(g, scale ?? expand(g, scalar(1), [channels]), [channels, 1, 1, 1]);
  const attributes = {
    kernel_shape: [1, 1],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    group: channels,
    ...(rectified ? { activation: 'Relu' } : {}),
  };
  const operands = [image, weights, shift, ...(addend === undefined ? [] : [addend])];
  const result = g.emit('Conv', operands, image, { attributes, domain: BLOCKED_DOMAIN });
  affines.set(result, affine);
  return result;
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
