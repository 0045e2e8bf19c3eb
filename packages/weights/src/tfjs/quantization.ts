import { describe } from '@convzoo/core/errors';
import { invalidWeights } from '../invalid.js';
import { isRecord } from '../json.js';
import type { Elements, ElementType } from '../tensor/elements.js';

export interface Quantization {
  /** The type that the file stores. */
  readonly type: ElementType;
  /** Stored values as the weight's own. */
  readonly dequantize: (stored: Elements, dtype: 'float32' | 'int32' | 'bool') => Elements;
}

/**
 * How a TensorFlow.js weight is quantized: float16, or uint8 and uint16 steps of `scale` from `min`.
 * int32 weights round to the nearest integer.
 */
export function readQuantization(value: unknown, subject: string): Quantization | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) throw invalidWeights(subject, 'a quantization object', describe(value));
  const { dtype: type, scale, min } = value;
  if (type === 'float16') return { type, dequantize: (stored) => stored };
  if (type !== 'uint8' && type !== 'uint16') {
    throw invalidWeights(subject, 'quantization of uint8, uint16 or float16', describe(type));
  }
  if (typeof scale !== 'number' || typeof min !== 'number') {
    throw invalidWeights(subject, 'a numeric quantization scale and min', 'none');
  }
  return {
    type,
    dequantize: ({ data }, dtype) => {
      const steps = Float64Array.from(data, Number);
      return dtype === 'float32'
        ? { dtype: 'float32', data: Float32Array.from(steps, (step) => step * scale + min) }
        : { dtype: 'int32', data: Int32Array.from(steps, (step) => Math.round(step * scale + min)) };
    },
  };
}
