export { moduleUrl } from './module-url.node.js';
