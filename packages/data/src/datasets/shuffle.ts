import { randomNumbers } from '@convzoo/core/random';
import { createDataset, type Dataset } from './dataset.js';

/** The items in an order that depends on the seed alone (Fisher-Yates). */
export function shuffle<T>(items: readonly T[], seed: string): T[] {
  const random = randomNumbers(seed);
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

/** The dataset in an order that depends on the seed alone. */
export function shuffleDataset({ classes, samples, warnings }: Dataset, seed = 0): Dataset {
  return createDataset(classes, shuffle(samples, `shuffle/${seed}`), warnings);
}
