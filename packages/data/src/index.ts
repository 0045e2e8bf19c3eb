export { decodeImage } from './decode-image.js';
export {
  type DecodedImage,
  type DecodeImagesOptions,
  decodeImages,
  type PreprocessedImage,
  preprocessImages,
} from './decode-images.js';
export type { DecodeOptions } from './decode-options.js';
export type { ImageSource } from './image-source.js';
export type { InOrderOptions } from './in-order.js';
export { listImages } from './list-images.js';
