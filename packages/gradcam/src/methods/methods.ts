import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
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

export type MethodName =
  | 'cam'
  | 'gradcam'
  | 'gradcam++'
  | 'hirescam'
  | 'gradcam-elementwise'
  | 'xgradcam'
  | 'layercam'
  | 'eigencam'
  | 'eigengradcam'
  | 'scorecam'
  | 'ablationcam'
  | 'shapleycam'
  | 'random'
  | 'occlusion'
  | 'rise'
  | 'integrated-gradients'
  | 'smoothgrad'
  | 'guided-backprop'
  | 'guided-gradcam';

/** Every method by its name; called without options, it has its defaults. */
export const methods: Readonly<Record<MethodName, () => Method>> = {
  cam,
  gradcam: gradCam,
  'gradcam++': gradCamPlusPlus,
  hirescam: hiResCam,
  'gradcam-elementwise': elementWiseGradCam,
  xgradcam: xGradCam,
  layercam: layerCam,
  eigencam: eigenCam,
  eigengradcam: eigenGradCam,
  scorecam: scoreCam,
  ablationcam: ablationCam,
  shapleycam: shapleyCam,
  random: randomCam,
  occlusion,
  rise,
  'integrated-gradients': integratedGradients,
  smoothgrad: smoothGrad,
  'guided-backprop': guidedBackprop,
  'guided-gradcam': guidedGradCam,
};

/**
 * The method of a name, with its default options.
 * @throws ConvzooError `unknown-name`
 */
export function methodNamed(name: string): Method {
  if (isMethodName(name)) return methods[name]();
  const names = Object.keys(methods);
  throw new ConvzooError('unknown-name', {
    subject: 'method',
    expected: `one of ${names.join(', ')}`,
    found: describe(name),
    remedy: didYouMean(name, names),
  });
}

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
