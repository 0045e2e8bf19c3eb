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
  /** Where overlays are written. */
  readonly folder: string;
  readonly nameOf: ReturnType<typeof pictureNames>;
  readonly signal: AbortSignal;
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
  task: ExplainTask,
  onProgress: (share: number) => void,
): Promise<ExplainedImage> {
  const { classifier, cut, methods, targets, signal } = task;
  const { preprocessing, architecture, head } = classifier;
  // What the network sees: the resized and cropped image, which heat maps match.
  const seen = resizeAndCrop(pixels, preprocessing);
  const x = tf.tensor4d(preprocess(pixels, preprocessing), [1, ...architecture.inputShape]);
  const maps: WrittenMap[] = [];
  try {
    for (const [i, method] of methods.entries()) {
      const [explanations = []] = await explainTargets(cut, x, {
        method,
        ...targets,
        signal,
        onProgress: (share) => onProgress((i + share) / methods.length),
      });
      for (const explanation of explanations) maps.push(await writeMap(name, seen, explanation, task));
    }
  } finally {
    x.dispose();
  }
  const predictions = await classifier.classify(pixels, { top: Math.min(mostLabels, head.units) });
  return { name, photo: await pictureFile(pixels), crop: cropBox(pixels, preprocessing), predictions, maps };
}

async function writeMap(
  name: string,
  seen: Pixels,
  explanation: Explanation,
  { classifier: { head }, folder, nameOf }: ExplainTask,
): Promise<WrittenMap> {
  const { map, maximum, method, target } = explanation;
  const file = join(folder, nameOf(name, method, target.label));
  await writeAtomically(file, [encodePng(overlay(seen, map))]);
  return {
    method,
    target: target.label,
    heat: await pictureFile(heatLayer(map, seen.width, seen.height)),
    probability: probabilityOf(explanation, head),
    maximum,
    file,
  };
}

/** Probability of an explanation's class; undefined for a target that is none of the head's classes. */
function probabilityOf({ logits, target }: Explanation, head: Head): number | undefined {
  const index = head.classes.indexOf(target.label);
  if (index < 0) return undefined;
  return tf.tidy(() => head.activate(tf.tensor2d(logits, [1, head.units])).dataSync()[index]);
}
