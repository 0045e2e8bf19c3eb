export { type ArchitectureLawOptions, architectureLaws, type Law } from './architecture-laws.js';
export { relativeError, take } from './assertions.js';
export { closedFormTensor, closedFormValues, closedFormWeights } from './closed-form.js';
export {
  closedFormImages,
  float32FromBase64,
  type ParityCase,
  type ParityErrors,
  parityErrors,
} from './parity.js';
