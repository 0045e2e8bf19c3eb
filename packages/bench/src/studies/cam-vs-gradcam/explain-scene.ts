import type { Cut, ImageClassifier } from '@convzoo/core';
import type { Sample } from '@convzoo/data';
import { type Explanation, explainTargets } from '@convzoo/gradcam';
import type { BoundingBox } from '@convzoo/gradcam/metrics';
import * as tf from '@tensorflow/tfjs-core';
import { firstBatch } from '../training/gradient-norms.js';

export interface SceneExplanations {
  /** Null where CAM is not defined. */
  readonly cams: readonly Explanation[] | null;
  readonly gradCams: readonly Explanation[];
}

/** Both methods for each label of a scene; CAM where the head is one dense layer on the average of the map. */
export async function explainScene(
  classifier: ImageClassifier,
  cut: Cut,
  scene: Sample,
  signal: AbortSignal | undefined,
): Promise<SceneExplanations> {
  const targets = labelsOf(scene);
  const batch = await firstBatch(classifier, { classes: classifier.head.classes, samples: [scene] }, 1);
  const x = tf.tensor4d(batch.inputs, [1, ...batch.inputShape]);
  try {
    const run = async (method: 'cam' | 'gradcam'): Promise<Explanation[]> =>
      (await explainTargets(cut, x, { method, targets, ...(signal === undefined ? {} : { signal }) })).flat();
    return { cams: cut.linear === undefined ? null : await run('cam'), gradCams: await run('gradcam') };
  } finally {
    x.dispose();
  }
}

export function labelsOf({ label }: Sample): string[] {
  return Array.isArray(label) ? label.map(String) : [`${label}`];
}

export function boxesOf({ boxes = [] }: Sample, label: string): BoundingBox[] {
  return boxes
    .filter((box) => box.label === label)
    .map(({ x, y, width, height }) => ({ left: x, top: y, right: x + width, bottom: y + height }));
}
