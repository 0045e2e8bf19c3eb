import { ablationCam } from './ablation-cam.js';
import { cam } from './cam.js';
import { eigenCam } from './eigen-cam.js';
import { eigenGradCam } from './eigen-grad-cam.js';
import { elementWiseGradCam } from './element-wise-grad-cam.js';
import { gradCam } from './grad-cam.js';
import { gradCamPlusPlus } from './grad-cam-plus-plus.js';
import { guidedBackprop } from './guided-backprop.js';
import { guidedGradCam } from './guided-grad-cam.js';
import { hiResCam } from './hires-cam.js';
import { integratedGradients } from './integrated-gradients.js';
import { layerCam } from './layer-cam.js';
import type { Method } from './method.js';
import { occlusion } from './occlusion.js';
import { randomCam } from './random-cam.js';
import { rise } from './rise.js';
import { scoreCam } from './score-cam.js';
import { shapleyCam } from './shapley-cam.js';
import { smoothGrad } from './smooth-grad.js';
import { xGradCam } from './x-grad-cam.js';

/** Every method by its name, those with options at their defaults. */
export const methods: Readonly<Record<string, Method>> = Object.fromEntries(
  [
    cam,
    gradCam,
    gradCamPlusPlus,
    hiResCam,
    elementWiseGradCam,
    xGradCam,
    layerCam,
    eigenCam,
    eigenGradCam,
    scoreCam(),
    ablationCam,
    shapleyCam,
    randomCam(),
    occlusion(),
    rise(),
    integratedGradients(),
    smoothGrad(),
    guidedBackprop,
    guidedGradCam,
  ].map((method) => [method.name, method]),
);
