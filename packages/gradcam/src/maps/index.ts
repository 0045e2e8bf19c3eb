export { type Fusion, fuse, fuseLayerCam } from './fuse.js';
export { normalize, rectify } from './normalize.js';
export { upsample } from './upsample.js';
