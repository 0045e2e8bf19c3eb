// What needs a file system, in Node; pages get files.browser.ts.
export { downloadUrl } from './download/url.js';
export { writeAtomically } from './files/write.js';
export { openHub } from './hub/hub.js';
export { writeModelFolder } from './model/write-model-folder.js';
export { saveWeights } from './save.js';
