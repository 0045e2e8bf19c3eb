// A page has no file system: datasets are built with createDataset.
import { ConvzooError } from '@convzoo/core/errors';
import type { Duplicate, ListImagesOptions, OpenDatasetOptions } from './files.js';

export type { Duplicate, ListImagesOptions, OpenDatasetOptions };

/** Always throws. */
type Unavailable = () => Promise<never>;

const needsFiles =
  (subject: string): Unavailable =>
  async () => {
    throw new ConvzooError('invalid-argument', {
      subject,
      expected: 'a file system',
      found: 'a browser',
      remedy: 'Build the dataset with createDataset.',
    });
  };

export const findDuplicates: Unavailable = needsFiles('findDuplicates');
export const listImages: Unavailable = needsFiles('listImages');
export const mnistDigits: Unavailable = needsFiles('mnistDigits');
export const openDataset: Unavailable = needsFiles('openDataset');
