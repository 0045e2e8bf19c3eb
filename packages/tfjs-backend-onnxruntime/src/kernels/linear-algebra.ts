import {
  _FusedMatMul,
  type _FusedMatMulAttrs,
  type _FusedMatMulInputs,
  BatchMatMul,
  type BatchMatMulAttrs,
  type BatchMatMulInputs,
  backend_util,
  util,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import { type Operand, sameShape, sizeOf, type Value } from '../engine/value.js';
import { activate } from '../lowering/elementwise/activation.js';
import { elementwise } from '../lowering/elementwise/elementwise.js';
import { producedBy } from '../lowering/graph/producers.js';
import { reshape, transpose } from '../lowering/graph/shaping.js';
import { type Kernel, kernel } from './kernel.js';

/** The matrix product of the last two axes, with leading axes broadcast, plus the bias if there is one. */
function matMul(
  g: Recorder,
  a: Value,
  b: Value,
  { transposeA, transposeB }: BatchMatMulAttrs,
  bias?: Value,
): Value {
  const inner = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
  util.assert(
    Math.min(a.shape.length, b.shape.length) >= 2 && inner[0] === inner[1],
    () =>
      `Matrices of shapes ${a.shape} and ${b.shape} with transposeA=${transposeA} and transposeB=${transposeB} ` +
      'cannot be multiplied: the inner sizes must match.',
  );
  const leading = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const shape = [...leading, rows, columns];
  const { dtype } = a;

  if (sizeOf(a.shape.slice(0, -2)) === 1 && sizeOf(b.shape.slice(0, -2)) === 1 && dtype === 'float32') {
    const matrices = [a, b].map((x) => reshape(g, x, x.shape.slice(-2)));
    const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    const vector =
      bias !== undefined && sizeOf(bias.shape) === columns ? reshape(g, bias, [columns]) : undefined;
    const operands = vector === undefined ? matrices : [...matrices, vector];
    const product = g.emit('Gemm', operands, { dtype, shape: [rows, columns] }, { attributes });
    return addBias(g, reshape(g, product, shape), vector === undefined ? bias : undefined);
  }
  const operands = [swapIf(g, transposeA, matricesOf(a)), swapIf(g, transposeB, matricesOf(b))];
  return addBias(g, g.emit('MatMul', operands, { dtype, shape }), bias);
}

function addBias(g: Recorder, product: Value, bias: Value | undefined): Value {
  return bias === undefined ? product : elementwise(g, 'Add', [product, bias]);
}

/** Undoes a broadcast along leading axes, which MatMul does by itself. */
function matricesOf(x: Value): Operand {
  const source = producedBy(x, 'Expand');
  return source !== undefined && sameShape(source.shape.slice(-2), x.shape.slice(-2)) ? source : x;
}

function swapIf(g: Recorder, swap: boolean, x: Operand): Operand {
  if (!swap) return x;
  const axes = [...x.shape.keys()];
  return transpose(g, x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

export const linearAlgebraKernels: readonly Kernel[] = [
  kernel<BatchMatMulInputs, BatchMatMulAttrs>(BatchMatMul, ({ g, inputs: { a, b }, attrs, value }) => {
    // ONNX Runtime fuses an integer matrix product with a transpose into an operator that it lacks.
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    return matMul(g, value(a), value(b), attrs);
  }),

  kernel<_FusedMatMulInputs, _FusedMatMulAttrs>(_FusedMatMul, ({ g, inputs, attrs, value }) => {
    const { a, b, bias, preluActivationWeights } = inputs;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    const sum = matMul(g, value(a), value(b), attrs, bias && value(bias));
    return activate(g, sum, attrs.activation, {
      leakyreluAlpha: attrs.leakyreluAlpha,
      ...(preluActivationWeights === undefined ? {} : { slope: value(preluActivationWeights) }),
    });
  }),
];
