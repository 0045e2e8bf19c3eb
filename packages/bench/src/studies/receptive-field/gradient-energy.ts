import type { Cut } from '@convzoo/core';
import { randomNumbers } from '@convzoo/core/random';
import * as tf from '@tensorflow/tfjs-core';
import type { EnergyMap } from './energy.js';

/**
 * Squared gradient of the map's center pixel, along a random direction of its channels, by input pixel: summed
 * over random images and input channels (Luo et al. 2016). The images are normal noise.
 */
export async function gradientEnergy(
  cut: Cut,
  inputShape: readonly [height: number, width: number, channels: number],
  images: number,
  seed: string,
): Promise<EnergyMap> {
  const [height, width, channels] = inputShape;
  const [rows, columns, features] = cut.shape;
  const random = normalNumbers(seed);
  const energy = tf.tidy(() => {
    const noise = Float32Array.from({ length: images * height * width * channels }, random);
    const x = tf.tensor4d(noise, [images, height, width, channels]);
    const direction = new Float32Array(images * rows * columns * features);
    const center = (Math.floor(rows / 2) * columns + Math.floor(columns / 2)) * features;
    for (let i = 0; i < images; i++) {
      for (let c = 0; c < features; c++) direction[i * rows * columns * features + center + c] = random();
    }
    const dy = tf.tensor4d(direction, [images, rows, columns, features]);
    const gradient = tf.grad((input) => cut.features(input as tf.Tensor4D))(x, dy);
    return tf.sum(tf.square(gradient), [0, 3]);
  });
  const values = Float64Array.from(await energy.data());
  energy.dispose();
  return { height, width, values };
}

/** Standard normal numbers (Box and Muller 1958). */
function normalNumbers(seed: string): () => number {
  const random = randomNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
