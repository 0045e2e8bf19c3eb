// What the package offers in a browser: the same, less the file system.
export { decodeImage } from './decode-image.browser.js';
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
