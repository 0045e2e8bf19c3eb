import '@tensorflow/tfjs-backend-cpu';
import {
  Cast,
  type CastAttrs,
  type CastInputs,
  ExpandDims,
  type ExpandDimsAttrs,
  type ExpandDimsInputs,
  engine,
  getKernelsForBackend,
  Identity,
  type KernelConfig,
  type KernelFunc,
  type NamedTensorInfoMap,
  Reshape,
  type ReshapeAttrs,
  type ReshapeInputs,
  registerKernel,
  type TensorInfo,
  type UnaryInputs,
  util,
} from '@tensorflow/tfjs-core';
import { sizeOf, type Value } from '../engine/value.js';
import { OnnxRuntimeError } from '../errors.js';
import { kernels } from '../kernels/index.js';
import type { Kernel, Present } from '../kernels/kernel.js';
import { cast } from '../lowering/graph/shaping.js';
import { type EngineState, OnnxRuntimeBackend } from './backend.js';
import { runOnCpu } from './fallback.js';

/** TF.js's engine, as the backend needs it. */
export const tfjs: EngineState = {
  takesGradients: () => engine().state.gradientDepth > 0,
  move: (target, dataId) => {
    if (!engine().state.tensorInfo.has(dataId)) {
      throw new OnnxRuntimeError('invalid-argument', {
        subject: 'onnxruntime backend',
        expected: 'a tensor in use',
        found: 'one that has been disposed',
      });
    }
    engine().moveData(target, dataId);
  },
};

/** Registers a kernel for every one that TF.js's CPU backend has. */
export function registerKernels(backendName: string): void {
  const lowered = new Map(kernels.map((kernel) => [kernel.name, kernel]));
  for (const cpu of getKernelsForBackend('cpu')) {
    const { kernelName } = cpu;
    const kernelFunc = aliasing[kernelName]?.(cpu) ?? kernelFunction(lowered.get(kernelName), cpu);
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}

/**
 * Records a kernel's lowering, or runs TF.js's CPU kernel if there is no lowering or it declines the call.
 */
function kernelFunction(kernel: Kernel | undefined, cpu: KernelConfig): KernelFunc {
  return ({ inputs, backend, attrs = {} }) => {
    const own = asOwn(backend);
    const outputs = kernel && isRecordable(inputs) ? record(own, kernel, inputs, attrs) : undefined;
    if (outputs === undefined) return runOnCpu(own, cpu, inputs, attrs);
    return isSingle(outputs) ? own.hold(outputs) : outputs.map((output) => own.hold(output));
  };
}

function record(
  backend: OnnxRuntimeBackend,
  kernel: Kernel,
  inputs: Record<string, TensorInfo>,
  attrs: Parameters<KernelFunc>[0]['attrs'],
): ReturnType<Kernel['lower']> {
  const g = backend.recorder;
  g.kernel = kernel.name;
  return kernel.lower({
    g,
    inputs,
    attrs: attrs ?? {},
    value: (tensor) => backend.recorded(tensor),
    known: (tensor) => backend.known(tensor),
    accelerated: backend.accelerated,
    block: backend.block,
    nchwc: backend.nchwc,
  });
}

function isSingle(outputs: Value | readonly Value[]): outputs is Value {
  return !Array.isArray(outputs);
}

/** Strings and complex numbers cannot be part of a program, nor can empty tensors. */
function isRecordable(inputs: NamedTensorInfoMap): inputs is Record<string, TensorInfo> {
  return Object.values(inputs).every(
    (tensor) =>
      tensor === undefined ||
      tensor === null ||
      (tensor.dtype !== 'string' && tensor.dtype !== 'complex64' && sizeOf(tensor.shape) > 0),
  );
}

/** Kernels whose output shares its input's storage. */
const aliasing: Readonly<Record<string, (cpu: KernelConfig) => KernelFunc>> = {
  [Identity]: () => typed<UnaryInputs, object>(({ x }, _, backend) => backend.alias(x, x.shape)),

  [Reshape]: () =>
    typed<ReshapeInputs, ReshapeAttrs>(({ x }, { shape }, backend) => {
      const size = sizeOf(x.shape);
      const target = util.inferFromImplicitShape(shape, size);
      util.assert(
        size === sizeOf(target),
        () =>
          `The new shape (${target}) has ${sizeOf(target)} elements and the old shape (${x.shape}) has ${size} elements. The new shape and old shape must have the same number of elements.`,
      );
      return backend.alias(x, target);
    }),

  [ExpandDims]: () =>
    typed<ExpandDimsInputs, ExpandDimsAttrs>(({ input }, { dim }, backend) => {
      const rank = input.shape.length;
      util.assert(
        -(rank + 1) <= dim && dim <= rank,
        () => `Axis must be in the interval [${-(rank + 1)}, ${rank}]`,
      );
      return backend.alias(input, input.shape.toSpliced(dim < 0 ? rank + dim + 1 : dim, 0, 1));
    }),

  [Cast]: (cpu) =>
    typed<CastInputs, CastAttrs>(({ x }, { dtype }, backend) => {
      if (x.dtype === dtype) return backend.alias(x, x.shape);
      const target = dtype === 'float32' || dtype === 'int32' || dtype === 'bool' ? dtype : undefined;
      if (target === undefined || !isRecordable({ x })) {
        const result = runOnCpu(backend, cpu, { x }, { dtype });
        return Array.isArray(result) ? result[0]! : result;
      }
      backend.recorder.kernel = Cast;
      return backend.hold(cast(backend.recorder, backend.recorded(x), target));
    }),
};

function typed<Inputs, Attributes>(
  run: (inputs: Present<Inputs>, attrs: Attributes, backend: OnnxRuntimeBackend) => TensorInfo,
): KernelFunc {
  return ({ inputs, attrs, backend }) =>
    run(inputs as unknown as Present<Inputs>, attrs as Attributes, asOwn(backend));
}

function asOwn(backend: unknown): OnnxRuntimeBackend {
  if (backend instanceof OnnxRuntimeBackend) return backend;
  throw new TypeError('A kernel of the onnxruntime backend was called with another backend.');
}
