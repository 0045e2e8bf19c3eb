export { type CachedWeights, listCached, removeCached } from './cached.js';
export { type ModelCardOptions, modelCard } from './model-card.js';
export { type FileToPush, type Pushed, type PushOptions, pushFiles } from './push.js';
export type { UploadProgress } from './upload-request.js';
