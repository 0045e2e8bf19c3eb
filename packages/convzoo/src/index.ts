export { openDataset } from '@convzoo/data';
export type { ClassifiedImage } from './cli/commands/classify.js';
export type { ModelRow } from './cli/commands/models.js';
export { type ExplainImageOptions, explainImage, type ImageExplanation } from './explain-image.js';
export { type FineTuneOptions, fineTune } from './fine-tune.js';
export type { DrawableImage, ImageInput } from './images.js';
export type { Model } from './model/model.js';
export { type PretrainedOptions, pretrained } from './pretrained.js';
export { loadBuilder, models, type RegisteredModel } from './registry/registry.js';
