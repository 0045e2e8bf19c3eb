export { type PictureOptions, pictureFile } from './picture-file.node.js';
