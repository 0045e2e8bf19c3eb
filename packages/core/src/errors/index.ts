export { ConvzooError, type ErrorCode, type ErrorDetails } from './convzoo-error.js';
export { describe } from './describe.js';
export { didYouMean } from './did-you-mean.js';
export { fileError, systemCode } from './file-error.js';
export { missingPackage } from './missing-package.js';
export { oneOf } from './one-of.js';
