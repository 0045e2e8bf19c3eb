import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { ModuleExports } from './importing.js';

/** Imports the package that registers a TF.js backend. A page may have registered it already in another way. */
export async function loadBackend(
  backend: string,
  load: () => Promise<ModuleExports>,
): Promise<ModuleExports> {
  try {
    return await load();
  } catch (error) {
    if (tf.findBackendFactory(backend) === null) throw error;
    return {};
  }
}

/** Makes a registered backend the current one and checks that it computes. Throws `runtime-unavailable`. */
export async function activateBackend(backend: string): Promise<void> {
  if (tf.findBackendFactory(backend) === null) {
    throw unavailable(backend, 'its package did not register it here');
  }
  if (!(await tf.setBackend(backend))) throw unavailable(backend, 'it did not start');
  const wrong = await wrongResult();
  if (wrong !== undefined) throw unavailable(backend, wrong);
}

export function unavailable(subject: string, found: string, remedy?: string): ConvzooError {
  const parts = { subject: `runtime ${subject}`, expected: 'an engine that starts and computes', found };
  return new ConvzooError('runtime-unavailable', remedy === undefined ? parts : { ...parts, remedy });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** TF.js's own version, and those of others by package, as far as they are known. */
export function versions(others: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const known = Object.entries(others).flatMap(([name, version]) =>
    typeof version === 'string' ? [[name, version]] : [],
  );
  return { '@tensorflow/tfjs-core': tf.version_core, ...Object.fromEntries(known) };
}

/** Sizes of the neighborhoods in a 4x4 image: a convolution of ones with a 3x3 kernel of ones. */
const neighbors = [4, 6, 6, 4, 6, 9, 9, 6, 6, 9, 9, 6, 4, 6, 6, 4];
/** [1 2 3; 4 5 6] times [7 8; 9 10; 11 12]. */
const product = [58, 64, 139, 154];

/** Computes two results that are known; says what came out wrong, if anything. */
async function wrongResult(): Promise<string | undefined> {
  try {
    const convolved = await valuesOf(convolve);
    if (!equal(convolved, neighbors)) return `a convolution that gave [${convolved}], not [${neighbors}]`;
    const multiplied = await valuesOf(multiply);
    if (!equal(multiplied, product)) return `a matrix product that gave [${multiplied}], not [${product}]`;
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

const convolve = (): tf.Tensor =>
  tf.conv2d(tf.ones<tf.Rank.R4>([1, 4, 4, 1]), tf.ones<tf.Rank.R4>([3, 3, 1, 1]), 1, 'same');

const multiply = (): tf.Tensor =>
  tf.matMul(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]), tf.tensor2d([7, 8, 9, 10, 11, 12], [3, 2]));

async function valuesOf(compute: () => tf.Tensor): Promise<ArrayLike<number>> {
  const result = tf.tidy(compute);
  try {
    return await result.data();
  } finally {
    result.dispose();
  }
}

const equal = (found: ArrayLike<number>, expected: readonly number[]): boolean =>
  found.length === expected.length && expected.every((value, i) => value === found[i]);
