export { ConvzooError, type ErrorCode, type ErrorDetails } from './errors.js';
export type { Pixels } from './preprocess/pixels.js';
export type { Preprocessing } from './preprocess/preprocessing.js';
export type { HostTensor, StateDict, TensorDtype, TensorValues } from './state-dict.js';
