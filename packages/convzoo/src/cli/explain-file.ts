import { join } from 'node:path';
import type { Cut, Head, ImageClassifier } from '@convzoo/core';
import { cropBox, type Pixels, preprocess, resizeAndCrop } from '@convzoo/core/preprocess';
import { type ExplainTargetsOptions, type Explanation, explainTargets, type Method } from '@convzoo/gradcam';
import { encodePng, heatLayer, overlay } from '@convzoo/gradcam/overlay';
import { pictureFile } from '@convzoo/report/node';
import { writeAtomically } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import type { SheetImage, SheetMap } from '../explain-sheet/sheet.js';
import type { pictureNames } from './picture-names.js';

export interface ExplainTask {
  readonly classifier: ImageClassifier;
  readonly cut: Cut;
  readonly methods: readonly Method[];
  readonly targets: Pick<ExplainTargetsOptions, 'targets'>;
  readonly signal: AbortSignal;
}

/** Where overlays are written. */
export interface OverlayFiles {
  readonly folder: string;
  readonly nameOf: ReturnType<typeof pictureNames>;
}

/** A heat map with the file that shows it over its image. */
export interface WrittenMap extends SheetMap {
  readonly file: string;
}

export interface ExplainedImage extends SheetImage {
  readonly maps: readonly WrittenMap[];
}

/** Labels that a sheet shows for an image, at most. */
const mostLabels = 5;

/** Explains an image and writes an overlay for each method and target. */
export async function explainFile(
  name: string,
  pixels: Pixels,
  task: ExplainTask & OverlayFiles,
  onProgress: (share: number) => void,
): Promise<ExplainedImage> {
  const files: string[] = [];
  const image = await explainPixels(name, pixels, task, {
    onProgress,
    onMap: async (seen, { map, method, target }) => {
      const file = join(task.folder, task.nameOf(name, method, target.label));
      await writeAtomically(file, [encodePng(overlay(seen, map))]);
      files.push(file);
    },
  });
  return { ...image, maps: image.maps.map((map, i) => ({ ...map, file: files[i]! })) };
}

interface Listeners {
  readonly onProgress?: (share: number) => void;
  /** Waited for with each map, and the part of the image that it belongs to. */
  readonly onMap?: (seen: Pixels, explanation: Explanation) => Promise<void>;
}

/** Explains an image: a heat map for each method and target. */
export async function explainPixels(
  name: string,
  pixels: Pixels,
  { classifier, cut, methods, targets, signal }: ExplainTask,
  { onProgress, onMap }: Listeners = {},
): Promise<SheetImage> {
  const { preprocessing, architecture, head } = classifier;
  // What the network sees: the resized and cropped image, which heat maps match.
  const seen = resizeAndCrop(pixels, preprocessing);
  const x = tf.tensor4d(preprocess(pixels, preprocessing), [1, ...architecture.inputShape]);
  const maps: SheetMap[] = [];
  try {
    for (const [i, method] of methods.entries()) {
      const [explanations = []] = await explainTargets(cut, x, {
        method,
        ...targets,
        signal,
        onProgress: (share) => onProgress?.((i + share) / methods.length),
      });
      for (const explanation of explanations) {
        await onMap?.(seen, explanation);
        maps.push(await sheetMap(seen, explanation, head));
      }
    }
  } finally {
    x.dispose();
  }
  const predictions = await classifier.classify(pixels, { top: Math.min(mostLabels, head.units) });
  return { name, photo: await pictureFile(pixels), crop: cropBox(pixels, preprocessing), predictions, maps };
}

async function sheetMap(seen: Pixels, explanation: Explanation, head: Head): Promise<SheetMap> {
  const { map, maximum, method, target } = explanation;
  return {
    method,
    target: target.label,
    heat: await pictureFile(heatLayer(map, seen.width, seen.height)),
    probability: probabilityOf(explanation, head),
    maximum,
  };
}

/** Probability of an explanation's class; undefined for a target that is none of the head's classes. */
function probabilityOf({ logits, target }: Explanation, head: Head): number | undefined {
  const index = head.classes.indexOf(target.label);
  if (index < 0) return undefined;
  return tf.tidy(() => head.activate(tf.tensor2d(logits, [1, head.units])).dataSync()[index]);
}
