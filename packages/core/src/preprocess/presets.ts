import { ConvzooError, describe } from '../errors/index.js';
import { type ImageShape, isImageShape, type Preprocessing } from './preprocessing.js';

const imagenetColors = {
  scale: 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  channelOrder: 'rgb',
} as const;

/** torchvision's `IMAGENET1K_V1` weights. */
export const imagenetPreprocessing: Preprocessing = {
  resize: 256,
  interpolation: 'bilinear',
  crop: [224, 224],
  ...imagenetColors,
};

/** torchvision's `IMAGENET1K_V2` weights: as V1, with less of the border cropped away. */
export const imagenetV2Preprocessing: Preprocessing = { ...imagenetPreprocessing, resize: 232 };

/**
 * timm's weights: a square crop of `size` pixels out of an image whose shorter side is size / cropRatio
 * (`crop_pct` in timm's configurations, rounded down), bicubic.
 */
export function timmPreprocessing(size: number, cropRatio: number): Preprocessing {
  return {
    resize: Math.floor(size / cropRatio),
    interpolation: 'bicubic',
    crop: [size, size],
    ...imagenetColors,
  };
}

/** Keras' weights ported from Caffe (VGG, ResNet v1): BGR in [0, 255] less the mean color. */
export const kerasCaffePreprocessing: Preprocessing = {
  ...imagenetPreprocessing,
  scale: 1,
  mean: [103.939, 116.779, 123.68],
  std: [1, 1, 1],
  channelOrder: 'bgr',
};

/** Keras' weights trained in TensorFlow (ResNet v2): RGB in [-1, 1]. */
export const kerasTfPreprocessing: Preprocessing = {
  ...imagenetPreprocessing,
  scale: 127.5,
  mean: [1, 1, 1],
  std: [1, 1, 1],
};

/** CIFAR-10: the whole 32 x 32 image, with the mean and deviation of its training set. */
export const cifar10Preprocessing: Preprocessing = {
  resize: [32, 32],
  interpolation: 'bilinear',
  crop: [32, 32],
  scale: 255,
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.247, 0.2435, 0.2616],
  channelOrder: 'rgb',
};

const grayColors = { scale: 255, mean: [0.449], std: [0.226], channelOrder: 'gray' } as const;

/** Below this many pixels every border pixel counts. */
const smallSide = 96;

/**
 * A sensible preprocessing for a custom input shape: ImageNet's colors (their average for one
 * channel) and, for square inputs, a center crop of the shorter side: 224 / 256 of it as for ImageNet, all of
 * it below 96 pixels. Inputs that are not square get the whole image, stretched to fit.
 *
 * @throws ConvzooError `invalid-shape` unless there are 1 or 3 channels
 */
export function preprocessingFor(inputShape: ImageShape): Preprocessing {
  const [height, width, channels] = inputShape;
  if (!isImageShape(inputShape)) {
    throw new ConvzooError('invalid-shape', {
      subject: 'preprocessingFor',
      expected: '1 (gray) or 3 (RGB) channels',
      found: describe(channels),
      remedy: 'Pass your own preprocessing for other kinds of input.',
    });
  }
  const shorterSide = height < smallSide ? height : Math.round((height * 256) / 224);
  return {
    resize: height === width ? shorterSide : [height, width],
    interpolation: 'bilinear',
    crop: [height, width],
    ...(channels === 1 ? grayColors : imagenetColors),
  };
}
