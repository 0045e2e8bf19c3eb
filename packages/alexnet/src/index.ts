export { alexnet } from './alexnet.js';
export { alexnet2012 } from './alexnet2012.js';
