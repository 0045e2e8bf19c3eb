import type { Row } from '../measure/row.js';
import { titleOf } from './notes.js';
import { decimal, percent } from './numbers.js';

/** What a row says so far, in one line: `alexnet, inference (wasm, batch 1): 23.1 images/s`. */
export function resultLine(row: Row): string {
  return `${titleOf(row)}: ${result(row)}`;
}

function result({ error, accuracy, latencyMs, imagesPerSecond, measure }: Row): string {
  if (error !== undefined) return `failed: ${error}`;
  if (accuracy !== null) return `${accuracy.metric} ${percent(accuracy.mean)}`;
  if ((measure === 'explanation' || measure === 'loading') && latencyMs !== null)
    return `${decimal(latencyMs.p50)} ms`;
  return imagesPerSecond === null ? 'measured' : `${decimal(imagesPerSecond)} images/s`;
}
