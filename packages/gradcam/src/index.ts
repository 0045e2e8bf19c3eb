export {
  type ExplainOptions,
  type ExplainTargetsOptions,
  type Explanation,
  explain,
  explainTargets,
} from './explain/explain.js';
export { explainSmoothed } from './explain/explain-smoothed.js';
export type { HeatMap } from './maps/heat-map.js';
export { ablationCam } from './methods/ablation-cam.js';
export { cam } from './methods/cam.js';
export { eigenCam } from './methods/eigen-cam.js';
export { eigenGradCam } from './methods/eigen-grad-cam.js';
export { eigenSmoothed } from './methods/eigen-smoothed.js';
export { elementWiseGradCam } from './methods/element-wise-grad-cam.js';
export { gradCam } from './methods/grad-cam.js';
export { gradCamPlusPlus } from './methods/grad-cam-plus-plus.js';
export { gradientCam } from './methods/gradient-cam.js';
export { guidedBackprop } from './methods/guided-backprop.js';
export { guidedGradCam } from './methods/guided-grad-cam.js';
export { hiResCam } from './methods/hires-cam.js';
export { integratedGradients } from './methods/integrated-gradients.js';
export { layerCam } from './methods/layer-cam.js';
export type { Method } from './methods/method.js';
export { methodNamed, methods } from './methods/methods.js';
export { occlusion } from './methods/occlusion.js';
export { randomCam } from './methods/random-cam.js';
export { rise } from './methods/rise.js';
export { scoreCam } from './methods/score-cam.js';
export { shapleyCam } from './methods/shapley-cam.js';
export { smoothGrad } from './methods/smooth-grad.js';
export { xGradCam } from './methods/x-grad-cam.js';
export { finer } from './targets/finer.js';
export { topClasses } from './targets/selection.js';
export { probability, residualSoftmax } from './targets/softmax.js';
export type { Target, TargetLike } from './targets/target.js';
export { contrast, labelSet, negative } from './targets/targets.js';
