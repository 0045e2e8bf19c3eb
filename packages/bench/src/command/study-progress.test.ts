import { expect, test } from 'vitest';
import { studyProgress } from './study-progress.js';

function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  return { written, stream: { isTTY, columns: 40, write } as unknown as NodeJS.WriteStream };
}

test('a pipe gets a line for each part of the work', () => {
  const { written, stream: pipe } = stream(false);
  let now = 0;
  const progress = studyProgress(pipe, () => now);
  progress.show('plain 20', 0);
  now = 30_000;
  progress.show('plain 20', 0.1);
  progress.show('plain 32', 0.25);
  progress.clear();
  expect(written).toEqual(['0 %, plain 20\n', '25 %, plain 32, 1 min 30 s left\n']);
});

test('a terminal gets one line that is overwritten', () => {
  const { written, stream: terminal } = stream(true);
  const progress = studyProgress(terminal, () => 0);
  progress.show('a part whose name is longer than the line has room for', 0.5);
  progress.clear();
  expect(written.map((text) => text.replace('\r\x1b[K', ''))).toEqual([
    '50 %, a part whose name is longer than ',
    '',
  ]);
});
