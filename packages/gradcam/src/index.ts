export { ExplanationError } from './errors.js';
export {
  type ExplainOptions,
  type ExplainTargetsOptions,
  type Explanation,
  explain,
  explainTargets,
} from './explain/explain.js';
export { type Augmentation, explainSmoothed, flipsAndGains } from './explain/explain-smoothed.js';
export { type Fusion, fuse, fuseLayerCam } from './maps/fuse.js';
export { type HeatMap, maximum } from './maps/heat-map.js';
export { normalize, rectify } from './maps/normalize.js';
export { upsample } from './maps/upsample.js';
export { ablationCam } from './methods/ablation-cam.js';
export { methods } from './methods/by-name.js';
export { cam } from './methods/cam.js';
export { eigenCam } from './methods/eigen-cam.js';
export { eigenGradCam } from './methods/eigen-grad-cam.js';
export { eigenSmoothed } from './methods/eigen-smoothed.js';
export { elementWiseGradCam } from './methods/element-wise-grad-cam.js';
export { gradCam } from './methods/grad-cam.js';
export { gradCamPlusPlus } from './methods/grad-cam-plus-plus.js';
export { type Contributions, type GradientCam, gradientCam } from './methods/gradient-cam.js';
export { guidedBackprop } from './methods/guided-backprop.js';
export { guidedGradCam } from './methods/guided-grad-cam.js';
export { hiResCam } from './methods/hires-cam.js';
export { type IntegratedGradientsOptions, integratedGradients } from './methods/integrated-gradients.js';
export { layerCam } from './methods/layer-cam.js';
export type { Method, Query, Row } from './methods/method.js';
export { type OcclusionOptions, occlusion } from './methods/occlusion.js';
export { randomCam } from './methods/random-cam.js';
export { type RiseOptions, rise } from './methods/rise.js';
export { type ScoreCamOptions, scoreCam } from './methods/score-cam.js';
export { shapleyCam } from './methods/shapley-cam.js';
export { type SmoothGradOptions, smoothGrad } from './methods/smooth-grad.js';
export { xGradCam } from './methods/x-grad-cam.js';
export { type AverageDrop, averageDrop } from './metrics/average-drop.js';
export { type Baseline, blurred, zero } from './metrics/baselines.js';
export { type Curve, type CurveOptions, deletion, insertion } from './metrics/insertion-deletion.js';
export { type Box, energyPointingGame, pointingGame } from './metrics/pointing-game.js';
export { cascade, type LayeredModel, randomizationCheck, type Similarity } from './metrics/randomization.js';
export { type Road, type RoadOptions, road } from './metrics/road.js';
export type { Measure } from './metrics/score.js';
export { sparsity } from './metrics/sparsity.js';
export { spearman } from './metrics/spearman.js';
export { ssim } from './metrics/ssim.js';
export { captioned } from './overlay/caption.js';
export { type Color, type Colormap, jet, turbo, viridis } from './overlay/colormaps.js';
export { type ContourOptions, contours } from './overlay/contours.js';
export { htmlSheet, type Sheet, type SheetImage, type SheetMap } from './overlay/html-sheet.js';
export { colorMap, type OverlayOptions, overlay } from './overlay/overlay.js';
export type { Picture } from './overlay/picture.js';
export { toPicture } from './overlay/picture.js';
export { encodePng } from './overlay/png.js';
export { sideBySide } from './overlay/side-by-side.js';
export type { WorkOptions } from './passes/chunks.js';
export { type FinerOptions, finer } from './targets/finer.js';
export { linearTarget } from './targets/linear.js';
export { decided, type TargetSelection, topClasses } from './targets/selection.js';
export { probability, residualSoftmax } from './targets/softmax.js';
export type { HeadInfo, ResolvedTarget, Target, TargetLike } from './targets/target.js';
export { classTarget, contrast, labelSet, negative, predicted } from './targets/targets.js';
