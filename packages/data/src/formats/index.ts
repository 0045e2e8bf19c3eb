export { type CifarOptions, cifar10Classes, parseCifar } from './cifar.js';
export { type CocoOptions, readCoco } from './coco.js';
export { type IdxOptions, parseIdx } from './idx.js';
export { type ImageFolderOptions, readImageFolder } from './image-folder.js';
export { type ManifestOptions, readManifest } from './manifest.js';
export { readCifar10, readCifar100 } from './read-cifar.js';
export { readIdx } from './read-idx.js';
export { readVoc, type VocOptions, vocClasses } from './voc.js';
