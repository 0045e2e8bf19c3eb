import { eigenSmoothed } from './eigen-smoothed.js';
import { hiResCam } from './hires-cam.js';
import type { Method } from './method.js';

/**
 * EigenGrad-CAM: the first principal component of g ⊙ A, which makes Eigen-CAM depend on the target. The
 * sign of the component is chosen so that it agrees with the sum over channels. Signed maps need no
 * special care, since g ⊙ A is signed in any case.
 */
export function eigenGradCam(): Method {
  return { ...eigenSmoothed(hiResCam()), name: 'eigengradcam' };
}
