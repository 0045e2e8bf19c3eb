import type { Recorder } from '../../engine/recorder.js';
import { type Operand, sizeOf, type Value } from '../../engine/value.js';
import { BLOCKED_DOMAIN } from '../../runtime/nchwc-layout.js';
import { scalar } from '../graph/constants.js';
import { POINTWISE } from '../graph/nchw.js';
import { expand, reshape } from '../graph/shaping.js';

/**
 * `scale * image + shift + addend` of a blocked image, with a scale and a shift for each channel, and rectified or not:
 * what surrounds the convolutions of a network with batch normalization, and its gradient.
 */
export interface ChannelAffine {
  /** `[channels]` */
  readonly scale?: Operand;
  /** `[channels]` */
  readonly shift?: Operand;
  /** A blocked image. */
  readonly addend?: Value;
  readonly rectified?: boolean;
}

/** A convolution with what follows it in the same pass over memory. */
export type Convolution = (following: ChannelAffine) => Value;

/** What the image is to come from, and what is to be done with it. */
interface Open extends ChannelAffine {
  readonly source: Value | Convolution;
}

const affines = new WeakMap<Value, Open>();

/** The result of a convolution that can take in what follows it. */
export function openConvolution(g: Recorder, convolution: Convolution, bias?: Operand): Value {
  return emit(g, { source: convolution, ...(bias === undefined ? {} : { shift: bias }) });
}

/** The image multiplied by a vector; what is pending of this kind becomes part of it. */
export function scaleChannels(g: Recorder, image: Value, vector: Operand): Value {
  const { scale, shift, ...rest } = openSum(image);
  return emit(g, {
    ...rest,
    scale: times(g, scale, vector),
    ...(shift === undefined ? {} : { shift: times(g, shift, vector) }),
  });
}

export function shiftChannels(g: Recorder, image: Value, vector: Operand): Value {
  const { shift, ...rest } = openSum(image);
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
    if (open.source !== a && open.addend === undefined) return emit(g, { ...open, addend: b });
  }
  return undefined;
}

/** `minuend - image`, undefined unless the image is pending here. */
export function subtractImage(g: Recorder, minuend: Value, image: Value): Value | undefined {
  if (openAffine(image).source === image) return undefined;
  return addImages(g, negate(g, image), minuend);
}

export function negate(g: Recorder, image: Value): Value {
  return scaleChannels(g, image, expand(g, scalar(-1), [image.shape[1]!]));
}

/** The image rectified, undefined unless it is pending here. */
export function rectify(g: Recorder, image: Value): Value | undefined {
  const open = openAffine(image);
  return open.source === image ? undefined : emit(g, { ...open, rectified: true });
}

/** What an image is, as far as more can be done to it in the same pass: at least itself. */
function openAffine(image: Value): Open {
  const known = image.producer && affines.get(image);
  return known === undefined || known.rectified ? { source: image } : known;
}

/** The same without an addend, which others may want as well: what computes it would run once more. */
function openSum(image: Value): Open {
  const open = openAffine(image);
  return open.addend === undefined ? open : { source: image };
}

function emit(g: Recorder, open: Open): Value {
  const { source, ...affine } = open;
  const result = typeof source === 'function' ? source(affine) : applyAffine(g, source, affine);
  affines.set(result, open);
  return result;
}

/** As a 1x1 convolution of every channel by itself it takes one pass over memory. */
export function applyAffine(
  g: Recorder,
  image: Value,
  { scale, shift, addend, rectified }: ChannelAffine,
): Value {
  const channels = image.shape[1]!;
  const weights = reshape(g, scale ?? expand(g, scalar(1), [channels]), [channels, 1, 1, 1]);
  const attributes = {
    ...POINTWISE,
    group: channels,
    ...(rectified ? { activation: 'Relu' } : {}),
  };
  const operands = [image, weights, shift, ...(addend === undefined ? [] : [addend])];
  return g.emit('Conv', operands, image, { attributes, domain: BLOCKED_DOMAIN });
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
