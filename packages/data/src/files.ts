// What needs a file system, under the name #files of package.json.
export { type Duplicate, findDuplicates } from './datasets/duplicates.js';
export { mnistDigits } from './digits/mnist-digits.js';
export { type OpenDatasetOptions, openDataset } from './formats/open-dataset.js';
export { type ListImagesOptions, listImages } from './images/list-images.js';
