export { type CifarOptions, cifar10Classes, parseCifar } from './cifar.js';
export { type IdxOptions, parseIdx } from './idx.js';
