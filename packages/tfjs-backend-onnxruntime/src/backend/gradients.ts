import {
  add,
  backend,
  backend_util,
  broadcastTo,
  cast,
  div,
  FusedBatchNorm,
  type GradConfig,
  getGradient,
  Mean,
  mul,
  neg,
  Relu,
  registerGradient,
  reshape,
  rsqrt,
  Square,
  Sum,
  scalar,
  step,
  sub,
  sum,
  type Tensor,
  unregisterGradient,
  util,
} from '@tensorflow/tfjs-core';
import { OnnxRuntimeBackend } from './backend.js';

type GradientFunction = GradConfig['gradFunc'];

/**
 * Gradients equal to TF.js's own, with fewer passes over memory: TF.js multiplies by tensors of ones to
 * broadcast, and reduces the same product once for each input of a batch normalization.
 */
const gradients: Readonly<Record<string, GradientFunction>> = {
  [Sum]: (dy, saved, attrs) => ({ x: () => spread(single(dy), saved[0]!, attrs) }),

  [Mean]: (dy, saved, attrs) => ({
    x: () => {
      const x = saved[0]!;
      const [, reduced] = backend_util.computeOutAndReduceShapes(x.shape, axesOf(attrs, x));
      return spread(div(single(dy), util.sizeFromShape(reduced)), x, attrs);
    },
  }),

  // The gradient is doubled first: if it comes from a mean, it is the smaller tensor.
  [Square]: (dy, saved) => ({ x: () => mul(mul(single(dy), 2), cast(saved[0]!, 'float32')) }),

  // From the output, which is positive where the input is, so that the input can be freed.
  [Relu]: (dy, saved) => ({ x: () => mul(single(dy), step(saved[1]!)) }),

  // Ioffe and Szegedy 2015, section 3, with mean and variance as inputs of their own.
  [FusedBatchNorm]: (gradient, saved, attrs) => {
    const dy = single(gradient);
    const [x, mean, variance, savedScale] = saved;
    const scale = savedScale ?? scalar(1);
    const axes = backend_util.getReductionAxes(mean!.shape, x!.shape);
    const total = (t: Tensor): Tensor => reshape(sum(t, axes), mean!.shape);
    const inverse = rsqrt(add(variance!, scalar(Number(attrs.varianceEpsilon))));
    const gain = mul(scale, inverse);
    const dyTotal = (): Tensor => total(dy);
    const dyTimesDeviation = (): Tensor => total(mul(dy, sub(x!, mean!)));
    return {
      x: () => mul(dy, gain),
      mean: () => neg(mul(dyTotal(), gain)),
      variance: () => mul(mul(dyTimesDeviation(), mul(gain, mul(inverse, inverse))), -0.5),
      scale: () => mul(dyTimesDeviation(), inverse),
      offset: () => dyTotal(),
    };
  },
};

/** Outputs that a gradient needs besides what TF.js saves for its own; they come after the inputs. */
const outputsToSave: Readonly<Record<string, boolean[]>> = { [Relu]: [true] };

const overrides = new WeakSet<GradConfig>();

/**
 * Makes these the gradients on accelerated backends of this package; every other backend keeps TF.js's own.
 */
export function overrideGradients(): void {
  for (const [kernelName, gradFunc] of Object.entries(gradients)) {
    const original = getGradient(kernelName);
    if (original === undefined || overrides.has(original)) continue;
    const override: GradConfig = {
      ...original,
      ...(kernelName in outputsToSave ? { outputsToSave: outputsToSave[kernelName]! } : {}),
      gradFunc: (dy, saved, attrs) => (isAccelerated() ? gradFunc : original.gradFunc)(dy, saved, attrs),
    };
    unregisterGradient(kernelName);
    registerGradient(override);
    overrides.add(override);
  }
}

function isAccelerated(): boolean {
  const current = backend();
  return current instanceof OnnxRuntimeBackend && current.accelerated;
}

/** The gradient of a reduction, broadcast to the elements that were reduced. */
function spread(dy: Tensor, x: Tensor, attrs: Parameters<GradientFunction>[2]): Tensor {
  const axes = axesOf(attrs, x);
  return broadcastTo(
    reshape(
      dy,
      x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
    ),
    x.shape,
  );
}

function axesOf(attrs: Parameters<GradientFunction>[2], x: Tensor): number[] {
  const axis = attrs.axis;
  return util.parseAxisParam(
    Array.isArray(axis) ? axis.map(Number) : typeof axis === 'number' ? axis : [...x.shape.keys()],
    x.shape,
  );
}

function single(dy: Tensor | Tensor[]): Tensor {
  if (Array.isArray(dy)) throw new TypeError('expected the gradient of one output');
  return dy;
}
