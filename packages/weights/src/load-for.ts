import type { Architecture } from '@convzoo/core';
import { fromKeras, type KerasWeights } from './keras/from-keras.js';
import { type LoadedWeights, loadWeights } from './load.js';
import type { LocateOptions, WeightsSource } from './located-file.js';

/**
 * Loads weights for an architecture: as `loadWeights`, and those of Keras and TensorFlow.js come under
 * PyTorch's names and layouts too, ready for `loadStateDict` and `loadBackbone`.
 * @throws ConvzooError file-error, download-failed, invalid-weights or weights-mismatch; or the signal's reason
 */
export async function loadWeightsFor(
  architecture: Architecture,
  source: WeightsSource,
  options: LocateOptions = {},
): Promise<LoadedWeights & KerasWeights> {
  const loaded = await loadWeights(source, options);
  const isKeras = loaded.format === 'keras' || loaded.format === 'tfjs';
  return isKeras ? { ...loaded, ...fromKeras(architecture, loaded.stateDict) } : loaded;
}
