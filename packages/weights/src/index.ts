export { downloadUrl, openHub, saveWeights, writeAtomically, writeModelFolder } from '#files';
export { countClasses } from './count-classes.js';
export type { DownloadOptions, DownloadProgress } from './download/options.js';
export type { UrlDownloadOptions } from './download/url.js';
export {
  formatSafetensors,
  type ParsedWeights,
  parseKeras,
  parsePyTorch,
  parseSafetensors,
  parseShardedSafetensors,
  parseTfjs,
} from './formats.js';
export type { HubOptions, HubSnapshot } from './hub/hub.js';
export { fromKeras, type KerasWeights } from './keras/from-keras.js';
export { type LoadedWeights, loadWeights, type WeightsFormat } from './load.js';
export { loadWeightsFor } from './load-for.js';
export type { LocateOptions, WeightsSource } from './located-file.js';
export { type LoadedModel, type LoadModelOptions, loadModel } from './model/load-model.js';
export { modelFiles } from './model/model-folder.js';
