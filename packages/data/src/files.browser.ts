// A page has no file system; its data sets are made by createDataset.
import { ConvzooError } from '@convzoo/core/errors';
import type { Duplicate, ListImagesOptions, OpenDatasetOptions } from './files.js';

export type { Duplicate, ListImagesOptions, OpenDatasetOptions };

const needsFiles = (subject: string) => async (): Promise<never> => {
  throw new ConvzooError('invalid-argument', {
    subject,
    expected: 'a file system',
    found: 'a browser',
    remedy: 'Build the data set with createDataset.',
  });
};

export const findDuplicates = needsFiles('findDuplicates');
export const listImages = needsFiles('listImages');
export const mnistDigits = needsFiles('mnistDigits');
export const openDataset = needsFiles('openDataset');
