import { type Augmentation, below, between, onPixels, sometimes } from './augmentation.js';

export interface RandomErasingOptions {
  /** Default 0.25. */
  readonly probability?: number;
  /** Share of the image's area. Default 0.02 to 1/3. */
  readonly area?: readonly [smallest: number, largest: number];
  /** Height over width. Default 0.3 to 3.3. */
  readonly ratio?: readonly [lowest: number, highest: number];
}

/** Overwrites a random rectangle with noise (Zhong et al. 2017, https://arxiv.org/abs/1708.04896). */
export function randomErasing({
  probability = 0.25,
  area = [0.02, 1 / 3],
  ratio = [0.3, 3.3],
}: RandomErasingOptions = {}): Augmentation {
  const erase = onPixels((pixels, random) => {
    const { data, width, height, channels } = pixels;
    for (let attempt = 0; attempt < 10; attempt++) {
      const size = width * height * between(random, ...area);
      const aspect = Math.exp(between(random, Math.log(ratio[0]), Math.log(ratio[1])));
      const [w, h] = [Math.round(Math.sqrt(size / aspect)), Math.round(Math.sqrt(size * aspect))];
      if (w < 1 || h < 1 || w > width || h > height) continue;
      const [left, top] = [below(random, width - w + 1), below(random, height - h + 1)];
      const erased = new Uint8Array(data);
      for (let y = top; y < top + h; y++) {
        const row = (y * width + left) * channels;
        for (let i = row; i < row + w * channels; i++) erased[i] = below(random, 256);
      }
      return { data: erased, width, height, channels };
    }
    return pixels;
  });
  return sometimes(probability, erase);
}
