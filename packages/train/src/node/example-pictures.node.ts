import type { ImageClassifier } from '@convzoo/core';
import { cropBox, type Pixels, preprocess, resizeAndCrop } from '@convzoo/core/preprocess';
import { pictureFile } from '@convzoo/report/node';
import type { Example } from '../examples.js';
import type { ExampleHeat, ExamplePicture, HeatMethod } from '../report/content.js';

/** An example as the network saw it. */
export interface SeenExample {
  readonly example: Example;
  /** The resized and cropped image. */
  readonly view: Pixels;
  /** The same as the network's input, [height, width, channels]. */
  readonly input: Float32Array;
}

/** Draws where a network looked, such as Grad-CAM. */
export interface HeatMapper extends HeatMethod {
  /** A heat map as an RGBA layer for the view. */
  readonly draw: (seen: SeenExample) => Promise<Omit<ExampleHeat, 'picture'> & { readonly layer: Pixels }>;
}

/** Longest sides in pixels of pictures that are shown large, and of those that only a cell of a matrix opens. */
const [large, small] = [640, 240];

export interface PictureWishes {
  /** Shown large, with heat maps. */
  readonly shown: readonly Example[];
  /** Shown small, if they are not among the first. */
  readonly further: readonly Example[];
  readonly heatMaps: HeatMapper | undefined;
}

/** Pictures of examples, by the ids of their samples. An image that cannot be read any more is left out. */
export async function examplePictures(
  { preprocessing }: ImageClassifier,
  { shown, further, heatMaps }: PictureWishes,
): Promise<Map<string, ExamplePicture>> {
  const pictures = new Map<string, ExamplePicture>();
  for (const [longest, examples] of [
    [large, shown],
    [small, further],
  ] as const) {
    for (const example of examples) {
      if (pictures.has(example.sample.id)) continue;
      const pixels = await example.sample.load().catch(() => undefined);
      if (pixels === undefined) continue;
      const heat = longest === large ? await heatOf(example, pixels) : undefined;
      pictures.set(example.sample.id, {
        photo: await pictureFile(pixels, { longest }),
        crop: cropBox(pixels, preprocessing),
        ...(heat && { heat }),
      });
    }
  }
  return pictures;

  async function heatOf(example: Example, pixels: Pixels): Promise<ExampleHeat | undefined> {
    if (heatMaps === undefined) return undefined;
    const view = resizeAndCrop(pixels, preprocessing);
    const drawn = await heatMaps.draw({ example, view, input: preprocess(pixels, preprocessing) });
    const { layer, target, maximum } = drawn;
    return { picture: await pictureFile(layer), target, maximum };
  }
}
