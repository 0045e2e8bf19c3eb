import type { HostTensor } from '@convzoo/core/state-dict';
import { invalidWeights } from '../invalid.js';
import type { ParsedWeights } from '../parsed-weights.js';
import { weightsIn } from './archive.js';
import { readHdf5 } from './hdf5.js';

/** Groups of a saved model, old and new, that hold no weights of it. */
const otherGroups = ['optimizer_weights', 'optimizer', 'metrics'];

/**
 * Reads the weights of a Keras file: a `.keras` archive, or an `.h5` file with a whole model (its `model_weights`
 * group) or weights only.
 * Names are Keras' own, such as `conv1_conv/kernel:0`, and so are the layouts: conv kernels are
 * [height, width, in, out]. In the `.keras` and `.weights.h5` files of Keras 3, which have no such names, a
 * weight is called by its path, such as `layers/conv2d/vars/0`.
 * @param subject what errors call the file
 * @throws ConvzooError invalid-weights
 */
export async function parseKeras(bytes: Uint8Array, subject = 'Keras file'): Promise<ParsedWeights> {
  const stateDict = new Map<string, HostTensor>();
  for (const { path, shape, elements } of await readHdf5(weightsIn(bytes, subject), otherGroups, subject)) {
    const name = weightName(path);
    if (stateDict.has(name)) throw invalidWeights(subject, 'each weight name once', `"${name}" twice`);
    stateDict.set(name, { shape, ...elements });
  }
  return { stateDict, metadata: {} };
}

/** A weight's own name is its path within the group of its layer; only Keras 3 files have no such groups. */
function weightName(path: readonly string[]): string {
  const inModel = path[0] === 'model_weights' ? path.slice(1) : path;
  const isKeras3 = inModel.includes('vars');
  return (isKeras3 || inModel.length === 1 ? inModel : inModel.slice(1)).join('/');
}
