import type { RunStatus } from '@convzoo/cluster';

/** Milliseconds over which the speed of a run is measured. */
const window = 60_000;

/** Measures images per second over the last minute. Takes the statuses of a run, one after the other. */
export function speedometer(now: () => number = Date.now): (status: RunStatus) => number | undefined {
  let readings: { readonly time: number; readonly images: number }[] = [];
  return ({ images }) => {
    const time = now();
    readings = [...readings.filter((reading) => time - reading.time <= window), { time, images }];
    const [first] = readings;
    if (first === undefined || time === first.time) return undefined;
    return Math.max(0, (images - first.images) / ((time - first.time) / 1000));
  };
}

/** Images per second since a run was submitted. */
export function averageSpeed({ images, seconds }: RunStatus): number | undefined {
  return seconds > 0 ? images / seconds : undefined;
}

/** One line on how far a run has come. */
export function describeProgress(status: RunStatus, speed: number | undefined): string {
  const { run, state, images, errors, shards, workers, failure } = status;
  const percent = Math.floor((100 * images) / run.images);
  const going = state === 'running' ? [speedOf(speed), leftOf(status, speed)] : [state];
  return [
    `${images.toLocaleString('en')} of ${run.images.toLocaleString('en')} images (${percent} %)`,
    ...going.filter((part) => part !== ''),
    ...(errors === 0 ? [] : [`${errors.toLocaleString('en')} unreadable`]),
    ...(shards.delayed === 0 ? [] : [`${shards.delayed} shards to be tried again`]),
    ...(shards.failed === 0 ? [] : [`${shards.failed} shards failed: ${failure}`]),
    ...(state === 'running' ? [workers === 1 ? '1 worker' : `${workers || 'no'} workers`] : []),
  ].join(', ');
}

function speedOf(speed: number | undefined): string {
  return speed === undefined ? '' : `${speed.toFixed(1)} images/s`;
}

function leftOf({ run, images }: RunStatus, speed: number | undefined): string {
  return speed === undefined || speed === 0 ? '' : `${formatTime((run.images - images) / speed)} left`;
}

/** `42 s`, `3 min`, `5 h 20 min`. */
function formatTime(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
