import { describe, expect, test } from 'vitest';
import { type ProgressLine, type ProgressStream, progressOn } from './progress-line.js';

interface Stage {
  readonly written: string[];
  readonly progress: ProgressLine;
  /** Lets milliseconds pass. */
  wait(milliseconds: number): void;
}

/** A stream and a clock. */
function stage(stream: Omit<ProgressStream, 'write'>): Stage {
  const written: string[] = [];
  let time = 0;
  const progress = progressOn({ ...stream, write: (text) => written.push(text) }, () => time);
  return {
    written,
    progress,
    wait: (milliseconds) => {
      time += milliseconds;
    },
  };
}

const clear = '\r\x1b[2K';
const images = { text: 'training', total: 100, unit: 'images' };

describe('on a terminal', () => {
  test('one line is overwritten, not too often, with the pace and the time left', () => {
    const { written, progress, wait } = stage({ isTTY: true });
    progress.show({ ...images, done: 10 });
    progress.show({ ...images, done: 11 });
    wait(2000);
    progress.show({ ...images, done: 30 });
    progress.clear();
    expect(written).toEqual([
      `${clear}training  10/100 images`,
      `${clear}training  30/100 images  10.0 images/s  7 s left`,
      clear,
    ]);
  });

  test('the pace is that of late, and other work has its own', () => {
    const { written, progress, wait } = stage({ isTTY: true });
    for (const done of [0, 1, 2]) {
      progress.show({ ...images, done });
      wait(60_000);
    }
    for (const done of [3, 13, 23]) {
      progress.show({ ...images, done });
      wait(10_000);
    }
    expect(written.at(-1)).toBe(`${clear}training  23/100 images  1.0 images/s  1 min 17 s left`);
    progress.show({ ...images, done: 1, unit: 'MB' });
    expect(written.at(-1)).toBe(`${clear}training  1/100 MB`);
  });

  test('shares, fractions, and what is known alone', () => {
    const { written, progress, wait } = stage({ isTTY: true });
    for (const work of [
      { text: 'a study', done: 0.256, total: 1 },
      { text: 'weights', done: 1.25, unit: 'MB' },
      { text: 'resnet20', done: 2, total: 24, secondsLeft: 3725 },
      { text: 'starting' },
    ]) {
      progress.show(work);
      wait(100);
    }
    expect(written.map((text) => text.replace(clear, ''))).toEqual([
      'a study  25 %',
      'weights  1.3 MB',
      'resnet20  2/24  1 h 2 min left',
      'starting',
    ]);
  });

  test('the line is cut at the edge, by what characters take there', () => {
    const { written, progress } = stage({ isTTY: true, columns: 10 });
    progress.show({ text: '고양이 사진' });
    expect(written).toEqual([`${clear}고양이 사`]);
  });

  test('what stays is printed above the line', () => {
    const { written, progress } = stage({ isTTY: true });
    progress.log('first');
    progress.show({ text: 'working' });
    progress.log('left out: x.jpg');
    progress.above(() => written.push('a result\n'));
    progress.clear();
    progress.log('last');
    const line = `${clear}working`;
    const above = (text: string): string[] => [clear, `${text}\n`, 'working'];
    expect(written).toEqual([
      'first\n',
      line,
      ...above('left out: x.jpg'),
      ...above('a result'),
      clear,
      'last\n',
    ]);
  });

  test('names cannot control it', () => {
    const { written, progress } = stage({ isTTY: true });
    progress.log('\x1b[31mred\n');
    progress.show({ text: '\x1b[2J' });
    progress.clear();
    expect(written).toEqual(['\\u001b[31mred\\u000a\n', `${clear}\\u001b[2J`, clear]);
  });
});

test('a pipe gets a plain line now and then', () => {
  const { written, progress, wait } = stage({});
  for (let done = 0; done <= 70; done++) {
    progress.show({ ...images, done });
    wait(1000);
  }
  progress.log('an epoch');
  progress.clear();
  expect(written).toEqual([
    'training  30/100 images  1.0 images/s  1 min 10 s left\n',
    'training  60/100 images  1.0 images/s  40 s left\n',
    'an epoch\n',
  ]);
});
