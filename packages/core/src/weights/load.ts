import * as tf from '@tensorflow/tfjs-core';
import type { StateDictNames } from '../architecture/architecture.js';
import { ConvzooError } from '../errors/index.js';
import type { HostTensor, StateDict } from '../state-dict/state-dict.js';
import { adaptInputChannels } from './adapt-channels.js';
import type { TorchWeight } from './torch-weights.js';

export interface LoadRules {
  readonly names: StateDictNames;
  /** Keys of the kernels that read the image, which adapt to the model's input channels. */
  readonly firstKernels: ReadonlySet<string>;
  /** Keys of the source that are left out without a word. */
  readonly ignored: (key: string) => boolean;
}

/**
 * Fills weights from a state dict. Strict: throws `weights-mismatch` with the numbers of missing, unexpected
 * and misshaped keys and the first of each, and `invalid-weights` for values that are not finite, before
 * anything has been changed.
 */
export function fillWeights(weights: readonly TorchWeight[], source: StateDict, rules: LoadRules): void {
  const given = new Map(
    [...source]
      .map(([key, tensor]) => [rules.names.canonicalKey?.(key) ?? key, tensor] as const)
      .filter(([key]) => !rules.ignored(key) && !key.endsWith('.num_batches_tracked')),
  );
  const expected = new Set(weights.map(({ key }) => key));
  const missing = [...expected].filter((key) => !given.has(key));
  const unexpected = [...given.keys()].filter((key) => !expected.has(key));
  const misshaped: string[] = [];
  const notFinite: string[] = [];
  const ready: { weight: TorchWeight; data: Float32Array }[] = [];
  for (const weight of weights) {
    const tensor = given.get(weight.key);
    if (tensor === undefined) continue;
    const data = fit(tensor, weight.layout.shape, rules.firstKernels.has(weight.key));
    if (data === undefined) {
      misshaped.push(
        `${weight.key} [${tensor.shape.join(', ')}] instead of [${weight.layout.shape.join(', ')}]`,
      );
    } else if (!allFinite(data)) {
      notFinite.push(weight.key);
    } else {
      ready.push({ weight, data });
    }
  }
  if (missing.length + unexpected.length + misshaped.length > 0) {
    throw new ConvzooError('weights-mismatch', {
      subject: 'state dict',
      expected: `exactly the ${expected.size} weights of the model`,
      found: [
        listed('missing', missing),
        listed('unexpected', unexpected),
        listed('of another shape', misshaped),
      ]
        .filter((part) => part !== '')
        .join('; '),
      remedy: 'Check the model, its options and the number of classes.',
    });
  }
  if (notFinite.length > 0) {
    throw new ConvzooError('invalid-weights', {
      subject: 'state dict',
      expected: 'finite values',
      found: `NaN or infinity in ${examples(notFinite)}`,
    });
  }
  for (const { weight, data } of ready) {
    const values = tf.tensor(
      weight.layout.fromTorch(data),
      weight.variable.shape.map((size) => size ?? 1),
    );
    weight.variable.write(values);
    values.dispose();
  }
}

/** The tensor's values if its shape fits, give or take sizes of 1 and the first conv's channels. */
function fit(tensor: HostTensor, shape: readonly number[], isFirstKernel: boolean): Float32Array | undefined {
  if (tensor.dtype !== 'float32') return undefined;
  if (sameShape(tensor.shape, shape)) return tensor.data;
  const [outputs, inputs, ...rest] = tensor.shape;
  if (isFirstKernel && inputs !== undefined && sameShape([outputs!, shape[1]!, ...rest], shape)) {
    return fit(adaptInputChannels(tensor, shape[1]!), shape, false);
  }
  // Some projects keep a dense layer as a convolution over the whole map: the same values in the same order.
  const flat = [outputs ?? 1, rest.reduce((product, n) => product * n, inputs ?? 1)];
  return shape.length === 2 && tensor.shape.length === 4 && sameShape(flat, shape) ? tensor.data : undefined;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

function listed(what: string, keys: readonly string[]): string {
  return keys.length === 0 ? '' : `${keys.length} ${what}: ${examples(keys)}`;
}

function examples(keys: readonly string[]): string {
  const [first, second, third, ...more] = keys;
  return [first, second, third, more.length === 0 ? undefined : '…'].filter(Boolean).join(', ');
}
