import type { Explain, Explainer } from '@convzoo/cluster';
import { labelSet, methodNamed } from '@convzoo/gradcam';
import { heatColors } from '@convzoo/gradcam/overlay';
import { useRuntime } from '@convzoo/runtime';
import { classifierOf, cutOf } from '../../explain-image.js';
import { renderSheet, type SheetImage } from '../../explain-sheet/sheet.js';
import type { Model } from '../../model/model.js';
import { type ExplainTask, explainPixels } from '../explain-file.js';
import { targetsOf } from '../explain-targets.js';
import { madeBy, titleOf } from '../made-by.js';

/**
 * What `convzoo explain` does with each image, apart from the images.
 *
 * @throws ConvzooError `invalid-model` for an ONNX file; `unknown-name` for a method or a class that does not exist
 */
export function explainTask(model: Model, { methods, classes }: Explain): Omit<ExplainTask, 'signal'> {
  const classifier = classifierOf(model);
  const { head } = classifier;
  const targets = targetsOf(classes, head);
  // Names are looked up with the first image; here, before there is one.
  if (Array.isArray(targets.targets)) labelSet(targets.targets)(new Float32Array(head.units), head);
  return { classifier, cut: cutOf(classifier, undefined), methods: methods.map(methodNamed), targets };
}

/** Explains the images of a shard on one sheet. */
export async function openExplainer(model: Model, explain: Explain, runtime: string): Promise<Explainer> {
  const task = explainTask(model, explain);
  const report = await useRuntime(runtime);
  const explained = new Map<number, SheetImage>();
  return {
    add: async (position, image, pixels, signal) => {
      explained.set(position, await explainPixels(image, pixels, { ...task, signal }));
    },
    sheet: () => {
      const images = [...explained].sort(([a], [b]) => a - b).map(([, image]) => image);
      const title = titleOf(model.name);
      const page = renderSheet({
        model: title,
        images,
        colors: heatColors(),
        madeBy: madeBy(title, task, report),
      });
      return new TextEncoder().encode(page);
    },
  };
}
