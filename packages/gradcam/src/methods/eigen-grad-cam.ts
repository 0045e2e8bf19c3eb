import { eigenSmoothed } from './eigen-smoothed.js';
import { hiResCam } from './hires-cam.js';
import type { Method } from './method.js';

/** EigenGrad-CAM: the first principal component of g ⊙ A, Eigen-CAM made to depend on the target. */
export const eigenGradCam: Method = { ...eigenSmoothed(hiResCam), name: 'eigengradcam' };
