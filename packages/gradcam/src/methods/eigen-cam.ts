import type { HeatMap } from '../maps/heat-map.js';
import { mapSize } from './gradient-cam.js';
import type { Method } from './method.js';
import { firstComponent } from './principal-component.js';

/**
 * Eigen-CAM: the activations projected on their first principal component, the same for every target.
 * As in the paper, channels are not centered (pytorch-grad-cam centers them), so the map of a rectified
 * layer is never negative. On a signed map the component may have either sign; the one that agrees with
 * the sum over channels is taken.
 * Muhammad and Yeasin, https://arxiv.org/abs/2008.00299
 */
export function eigenCam(): Method {
  return {
    name: 'eigencam',
    run: async (query) => {
      const { height, width, channels } = mapSize(query);
      const size = height * width * channels;
      const values = new Float32Array(await query.a.data());
      const maps = new Map<number, HeatMap>();
      const mapOf = (image: number): HeatMap => ({
        height,
        width,
        data: firstComponent({
          rows: height * width,
          columns: channels,
          data: values.subarray(image * size, (image + 1) * size),
        }),
      });
      return query.rows.map(({ image }) => {
        const map = maps.get(image) ?? mapOf(image);
        maps.set(image, map);
        return map;
      });
    },
  };
}
