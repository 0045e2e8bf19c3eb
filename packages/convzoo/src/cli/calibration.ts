import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';

/** More images change the ranges of activations little. */
const mostImages = 200;

/** Images for int8: those to calibrate with, and others to measure its accuracy on. */
export interface CalibrationSplit {
  readonly calibration: readonly string[];
  readonly measured: readonly string[];
}

/**
 * Draws a sample from every folder, by turns, so that each class is in it, and as many other images to measure on. Of
 * few images, a quarter is measured on.
 *
 * @throws ConvzooError `invalid-argument` for fewer than two images
 */
export function splitForCalibration(paths: readonly string[], seed = 0): CalibrationSplit {
  if (paths.length < 2) {
    throw new ConvzooError('invalid-argument', {
      subject: '--calibration',
      expected: 'two images or more: some to calibrate with, others to measure int8 on',
      found: `${paths.length}`,
    });
  }
  const measured = Math.min(mostImages, Math.max(1, Math.floor(paths.length / 4)));
  const mixed = byTurns(paths, seed);
  const calibration = mixed.slice(measured, measured + mostImages);
  return { calibration, measured: mixed.slice(0, measured) };
}

/** Paths folder by folder in turn, those of a folder in an order that the seed draws. */
function byTurns(paths: readonly string[], seed: number): string[] {
  const folders = new Map<string, string[]>();
  for (const path of paths) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
  const orders = [...folders.values()].map((files) => shuffled(files, seed));
  const longest = Math.max(...orders.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => orders.flatMap((files) => files.slice(i, i + 1))).flat();
}

function shuffled(paths: readonly string[], seed: number): string[] {
  const key = (path: string): string => createHash('sha256').update(`${seed}/${path}`).digest('hex');
  const keyed = paths.map((path) => ({ path, key: key(path) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ path }) => path);
}
