import type * as tfl from '@tensorflow/tfjs-layers';

/** The last part of a weight's name: kernel, bias, gamma, beta, moving_mean, moving_variance. */
export function weightRole(weight: tfl.LayerVariable): string {
  return weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
}
