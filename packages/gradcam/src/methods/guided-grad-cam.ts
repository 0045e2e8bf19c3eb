import { zipMaps } from '../maps/heat-map.js';
import { rectify } from '../maps/normalize.js';
import { upsample } from '../maps/upsample.js';
import { gradCam } from './grad-cam.js';
import { guidedBackprop } from './guided-backprop.js';
import type { Method } from './method.js';

/**
 * Guided Grad-CAM: guided backpropagation times the upsampled, rectified Grad-CAM. The map has the image's
 * size. The warning of guided backpropagation holds here too: the fine detail is not evidence.
 * Selvaraju et al., https://arxiv.org/abs/1610.02391
 */
export const guidedGradCam: Method = {
  name: 'guided-gradcam',
  run: async (query) => {
    const details = await guidedBackprop.run(query);
    const places = await gradCam.run(query);
    return details.map((detail, i) =>
      zipMaps(detail, upsample(rectify(places[i]!), detail.height, detail.width), (a, b) => a * b),
    );
  },
};
