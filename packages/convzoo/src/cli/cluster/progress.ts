import type { RunStatus } from '@convzoo/cluster';
import { formatDuration } from '@convzoo/report/terminal';

/** One line on how far a run has come. */
export function describeProgress(status: RunStatus): string {
  const { run, images } = status;
  const percent = Math.floor((100 * images) / run.images);
  const counted = `${images.toLocaleString('en')} of ${run.images.toLocaleString('en')} images (${percent} %)`;
  return [counted, ...paceOf(status), ...describeState(status)].join(', ');
}

/** What is to be said of a run besides how much of it is done. */
export function describeState({ state, errors, shards, workers, failure }: RunStatus): string[] {
  return [
    ...(state === 'running' ? [workers === 1 ? '1 worker' : `${workers || 'no'} workers`] : [state]),
    ...(errors === 0 ? [] : [`${errors.toLocaleString('en')} unreadable`]),
    ...(shards.delayed === 0 ? [] : [`${shards.delayed} shards to be tried again`]),
    ...(shards.failed === 0 ? [] : [`${shards.failed} shards failed: ${failure}`]),
  ];
}

/** Images per second since the run was submitted, and the time that is left at this pace. */
function paceOf({ run, state, images, seconds }: RunStatus): string[] {
  if (state !== 'running' || images === 0 || seconds === 0) return [];
  const pace = images / seconds;
  return [`${pace.toFixed(1)} images/s`, `${formatDuration((run.images - images) / pace)} left`];
}
