import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import type { NCHWcOptions } from '../lowering/graph/nchwc.js';

/** TF.js types a kernel's inputs as optional; those that a kernel declares are present. */
export type Present<Inputs> = { [Name in keyof Inputs]: NonNullable<Inputs[Name]> };

/** One call of a TF.js kernel, as its lowering sees it. */
export interface KernelCall<Inputs, Attributes> {
  readonly g: Recorder;
  readonly inputs: Present<Inputs>;
  readonly attrs: Attributes;
  /** The recorded value of a tensor, in the tensor's own shape. */
  value(tensor: TensorInfo): Value;
  /** Whether to record faster equivalents of TF.js's gradients. */
  readonly accelerated: boolean;
  /** Channels of a block in NCHWc; undefined if convolutions are not recorded in it. */
  readonly block: number | undefined;
  /** How forward convolutions are recorded in NCHWc; undefined leaves their layout to ONNX Runtime. */
  readonly nchwc: NCHWcOptions | undefined;
  /** The data of a tensor if it is known without running anything. */
  known(tensor: TensorInfo): ArrayLike<number> | undefined;
}

/**
 * Records what a kernel computes, and returns its outputs.
 * Undefined declines the call, for instance because ONNX Runtime lacks the operator for this element type;
 * TF.js's own CPU kernel then computes it.
 */
export type Lowering<Inputs, Attributes> = (
  call: KernelCall<Inputs, Attributes>,
) => Value | readonly Value[] | undefined;

export interface Kernel {
  readonly name: string;
  readonly lower: Lowering<Record<string, TensorInfo>, NamedAttrMap>;
}

/**
 * Pairs a kernel's name with its lowering. TF.js types inputs and attributes by kernel, but registers them
 * untyped.
 */
export function kernel<Inputs extends object, Attributes extends object = object>(
  name: string,
  lower: Lowering<Inputs, Attributes>,
): Kernel {
  return { name, lower: lower as unknown as Kernel['lower'] };
}
