import type { Progress } from './progress.js';
import { formatDuration } from './time-left.js';

interface StudyProgress extends Pick<Progress, 'clear'> {
  show(text: string, share: number): void;
}

/** On a terminal a line that is overwritten; in a pipe a line for each part of the work. */
export function studyProgress(
  stream: NodeJS.WriteStream,
  now: () => number = () => performance.now(),
): StudyProgress {
  const started = now();
  let last = '';
  const lineOf = (text: string, share: number): string => {
    const percent = `${Math.floor(100 * share)} %`;
    const left = share > 0.02 && share < 1 ? ((now() - started) * (1 - share)) / share : undefined;
    return [percent, text, ...(left === undefined ? [] : [`${formatDuration(left)} left`])].join(', ');
  };
  if (!stream.isTTY) {
    return {
      show: (text, share) => {
        if (text !== last) stream.write(`${lineOf(text, share)}\n`);
        last = text;
      },
      clear: () => {},
    };
  }
  return {
    show: (text, share) =>
      stream.write(`\r\x1b[K${lineOf(text, share).slice(0, (stream.columns || 80) - 1)}`),
    clear: () => stream.write('\r\x1b[K'),
  };
}
