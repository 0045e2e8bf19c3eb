import type { Recorder } from '../../engine/recorder.js';
import type { Operand, Value } from '../../engine/value.js';
import { scalar } from '../graph/constants.js';
import { elementwise } from './elementwise.js';

export interface ActivationOptions {
  /** Slope below zero, for `leakyrelu`. */
  readonly leakyreluAlpha?: number | undefined;
  /** Slopes below zero, for `prelu`. */
  readonly slope?: Operand;
}

/** An activation that TF.js fuses into convolutions and matrix products; undefined if it is unknown. */
export function activate(
  g: Recorder,
  x: Value,
  activation: string | null | undefined,
  { leakyreluAlpha = 0.2, slope }: ActivationOptions = {},
): Value | undefined {
  switch (activation) {
    case undefined:
    case null:
    case 'linear':
      return x;
    case 'relu':
      return elementwise(g, 'Relu', [x]);
    case 'relu6':
      return elementwise(g, 'Clip', [x, scalar(0), scalar(6)]);
    case 'sigmoid':
      return elementwise(g, 'Sigmoid', [x]);
    case 'elu':
      return elementwise(g, 'Elu', [x]);
    case 'leakyrelu':
      return elementwise(g, 'LeakyRelu', [x], { attributes: { alpha: { float: leakyreluAlpha } } });
    case 'prelu':
      return slope && prelu(g, x, slope);
    default:
      return undefined;
  }
}

/** `x` where it is not negative, `slope * x` elsewhere. */
export function prelu(g: Recorder, x: Operand, slope: Operand): Value {
  const negative = elementwise(g, 'Less', [x, scalar(0)], { dtype: 'bool' });
  return elementwise(g, 'Where', [negative, elementwise(g, 'Mul', [x, slope]), x]);
}
