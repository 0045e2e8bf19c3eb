import { multiClassHead } from '@convzoo/core';
import { flattenAlpha } from '@convzoo/core/preprocess';
import { createDataset, type Dataset } from '@convzoo/data';
import { augmentations } from '@convzoo/data/augment';
import { evaluate, train } from '@convzoo/train';
import type { Learned, Lesson, Work } from './jobs.js';
import { classifierOf, keep } from './networks.js';

const batchSize = 8;

/** Teaches a network other classes: its layers stay as they are, and a new head learns from the photos. */
export async function teach(
  { network, classes, epochs }: Lesson,
  { signal, onProgress }: Work,
): Promise<Learned> {
  const base = classifierOf(network);
  const dataset = photosOf(classes);
  const classifier = base.withHead(multiClassHead(dataset.classes));
  try {
    for (const layer of classifier.model.layers) layer.trainable = layer.name === 'logits';
    const [height, width] = classifier.architecture.inputShape;
    let loss = Number.NaN;
    await train(classifier, dataset, {
      epochs,
      batchSize,
      optimizer: { kind: 'adamw' },
      learningRate: 0.01,
      augmentation: augmentations.crop([height, width]),
      onStep: ({ step, totalSteps }) => onProgress(step / totalSteps),
      onEpoch: (report) => {
        loss = report.loss;
      },
      signal,
    });
    signal.throwIfAborted();
    classifier.unfreeze();
    const photos = dataset.samples.length;
    const { metrics } = await evaluate(classifier, dataset, { signal });
    const right = Math.round((metrics.accuracy ?? 0) * photos);
    const { head, preprocessing } = classifier;
    const network = keep({
      head,
      preprocessing,
      training: { epochs, photos },
      classifier,
      classify: async (image, options) => await classifier.classify(image, options),
    });
    return { network, loss, right, photos };
  } catch (error) {
    classifier.dispose();
    throw error;
  }
}

function photosOf(classes: Lesson['classes']): Dataset {
  const samples = classes.flatMap(({ name, photos }) =>
    photos.map((photo, i) => ({
      id: `${name}/${i}`,
      label: name,
      load: async () => {
        // Lets the worker hear whether the page has given up.
        await new Promise((resolve) => setTimeout(resolve));
        return flattenAlpha(photo);
      },
    })),
  );
  return createDataset(
    classes.map(({ name }) => name),
    samples,
  );
}
