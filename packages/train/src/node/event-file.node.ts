import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventRecord, fileVersion } from '../tensorboard/event.js';
import { append } from './files.node.js';

/** Writes scalars at a step, for TensorBoard to draw. */
export type ScalarWriter = (step: number, scalars: Readonly<Record<string, number>>) => void;

/**
 * Begins a TensorBoard event file in a directory; open the directory with `tensorboard --logdir`. What earlier
 * files of the directory say of steps after `step` no longer counts.
 *
 * @throws ConvzooError `file-error`, with each scalar too
 */
export function eventFile(directory: string, step: number, now: () => number = Date.now): ScalarWriter {
  mkdirSync(directory, { recursive: true });
  const begun = now();
  const path = join(directory, `events.out.tfevents.${Math.floor(begun / 1000)}.convzoo.${process.pid}`);
  const write: (...event: [Parameters<typeof eventRecord>[0]]) => void = (event) =>
    append(path, eventRecord(event));
  write({ wallTime: begun / 1000, content: { fileVersion } });
  write({ wallTime: begun / 1000, step: step + 1, content: { sessionStart: true } });
  return (at, scalars) => write({ wallTime: now() / 1000, step: at, content: { scalars } });
}
