import { zipMaps } from '../maps/heat-map.js';
import { rectify } from '../maps/normalize.js';
import { upsample } from '../maps/upsample.js';
import { gradCam } from './grad-cam.js';
import { guidedBackprop } from './guided-backprop.js';
import type { Method } from './method.js';

/**
 * Guided Grad-CAM: guided backpropagation times the upsampled, rectified Grad-CAM. The map has the image's
 * size. As with guided backpropagation, the fine detail is not evidence, and the network must have ReLUs.
 * Selvaraju et al., https://arxiv.org/abs/1610.02391
 *
 * @throws ConvzooError `invalid-model` if the cut has no `withRelu`, or no ReLU to replace.
 */
export function guidedGradCam(): Method {
  return {
    name: 'guided-gradcam',
    run: async (query) => {
      const details = await guidedBackprop().run(query);
      const coarse = await gradCam().run(query);
      return details.map((detail, i) =>
        zipMaps(detail, upsample(rectify(coarse[i]!), detail.height, detail.width), (a, b) => a * b),
      );
    },
  };
}
