import { findDuplicates } from '@convzoo/data';
import type { RunData } from '../config/prepare-data.js';
import type { NewestCheckpoint } from './checkpoints.node.js';

/** What a user should know when a run continues. */
export function resumeNotes(
  checkpoint: NewestCheckpoint | undefined,
  learningRate: number | undefined,
): string[] {
  if (checkpoint === undefined) return [];
  const { state, damaged } = checkpoint;
  const { step, run } = state.progress;
  return [
    `resumed after step ${step}`,
    ...damaged.map(({ message }) => `a newer checkpoint is damaged and was passed over: ${message}`),
    ...(learningRate === undefined || learningRate === run.learningRate
      ? []
      : [`the learning rate is ${learningRate} now; it was ${run.learningRate}`]),
  ];
}

/** An accuracy on fewer images has a standard error above a tenth. */
const fewestImages = 25;

/** What was left out of the data, splits that are too small to measure with, and images that lie in several. */
export async function dataWarnings(data: RunData): Promise<string[]> {
  const { train, validation, test } = data;
  const warnings = [train, validation, test].flatMap((split) => split?.warnings ?? []);
  const small = Object.entries({ validation, test }).flatMap(([name, split]) => {
    const images = split?.samples.length ?? fewestImages;
    if (images >= fewestImages) return [];
    const there = images === 1 ? `is only one ${name} image` : `are only ${images} ${name} images`;
    return `there ${there}: metrics say little on fewer than ${fewestImages}`;
  });
  const duplicates = await findDuplicates({
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
  });
  return [
    ...new Set(warnings),
    ...small,
    ...duplicates.map(
      ({ places }) => `the same image lies in several splits: ${places.map(({ id }) => id).join(', ')}`,
    ),
  ];
}
