import { checkPreprocessing, type Preprocessing } from './preprocessing.js';

/**
 * The same preprocessing for another input shape: the resize grows with the crop, so that as much of the
 * border is cut away, and for one channel the colors' means and deviations are averaged.
 *
 * @throws ConvzooError `invalid-argument` if the preprocessing is not valid
 */
export function fitPreprocessing(
  preprocessing: Preprocessing,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
): Preprocessing {
  checkPreprocessing(preprocessing);
  const { resize, crop, mean, std, channelOrder } = preprocessing;
  const [cropHeight, cropWidth] = crop;
  const scaled = (size: number): number => Math.round((size * Math.min(height, width)) / Math.min(...crop));
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const toGray = channels === 1 && channelOrder !== 'gray';
  return {
    ...preprocessing,
    crop: [height, width],
    resize:
      typeof resize === 'number'
        ? scaled(resize)
        : [Math.round((resize[0] * height) / cropHeight), Math.round((resize[1] * width) / cropWidth)],
    ...(toGray ? { mean: [average(mean)], std: [average(std)], channelOrder: 'gray' } : {}),
  };
}
