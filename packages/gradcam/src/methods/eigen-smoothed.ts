import * as tf from '@tensorflow/tfjs-core';
import { contributionMaps, type GradientCam, mapSize } from './gradient-cam.js';
import type { Method } from './method.js';
import { firstComponent } from './principal-component.js';

/**
 * A method with its channels joined by their first principal component in place of their sum, which
 * drops what only few channels say. Guarantees of the sum, such as HiResCAM's, don't outlive it.
 */
export function eigenSmoothed(method: GradientCam): Method {
  return {
    name: `${method.name}+eigen`,
    run: (query) => {
      const { height, width, channels } = mapSize(query);
      return contributionMaps(query, method.contributions, {
        reduce: (contributions) => tf.clone(contributions),
        toMap: (data) => ({
          height,
          width,
          data: firstComponent({ rows: height * width, columns: channels, data }),
        }),
      });
    },
  };
}
