import type { Sample } from '../datasets/dataset.js';
import { decodeImage } from '../images/decode-image.js';

/** A sample whose image file is read and decoded each time it is loaded. */
export function imageFile(file: string, sample: Omit<Sample, 'id' | 'file' | 'load'>): Sample {
  return { ...sample, id: file, file, load: (limits) => decodeImage(file, limits) };
}
