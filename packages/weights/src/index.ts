export { countClasses } from './count-classes.js';
export type { DownloadOptions, DownloadProgress } from './download/transfer.js';
export { downloadUrl, type UrlDownloadOptions } from './download/url.js';
export { writeAtomically } from './files/write.js';
export {
  formatSafetensors,
  type ParsedWeights,
  parseKeras,
  parsePyTorch,
  parseSafetensors,
  parseShardedSafetensors,
  parseTfjs,
  type ReadSibling,
} from './formats.js';
export { type HubOptions, type HubSnapshot, openHub } from './hub/hub.js';
export { fromKeras, type KerasWeights } from './keras/from-keras.js';
export { type LoadedWeights, loadWeights, type WeightsFormat } from './load.js';
export { loadWeightsFor } from './load-for.js';
export type { LocateOptions, WeightsSource } from './locate.js';
export { type LoadedModel, type LoadModelOptions, loadModel } from './model/load-model.js';
export { type ModelCardOptions, modelCard } from './model/model-card.js';
export { writeModelFolder } from './model/model-folder.js';
export { saveWeights } from './save.js';
