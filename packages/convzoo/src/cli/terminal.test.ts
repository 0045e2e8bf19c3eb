import { expect, test } from 'vitest';
import { openTerminal } from './terminal.js';

function recording(interactive: boolean) {
  const written: string[] = [];
  const terminal = openTerminal({
    out: (text) => written.push(`out ${text}`),
    err: (text) => written.push(`err ${text}`),
    interactive,
    columns: 12,
    signal: new AbortController().signal,
  });
  return { terminal, written };
}

test('progress is cut to the terminal, and out of the way of results', () => {
  const { terminal, written } = recording(true);
  terminal.progress.show({ text: 'one of seven images' });
  terminal.line('a result');
  terminal.progress.clear();
  terminal.line('another');
  expect(written).toEqual([
    'err \r\x1b[2Kone of seve',
    'err \r\x1b[2K',
    'out a result\n',
    'err one of seve',
    'err \r\x1b[2K',
    'out another\n',
  ]);
});

test('without progress where quiet', () => {
  const { terminal, written } = recording(true);
  terminal.configure({ quiet: true });
  terminal.progress.show({ text: 'working' });
  terminal.progress.log('left out');
  terminal.line('a result');
  terminal.progress.clear();
  expect(written).toEqual(['out a result\n']);
});

test('names cannot control the terminal', () => {
  const { terminal, written } = recording(true);
  terminal.line('a\x1b[2Jb\u202ec\r\nd');
  terminal.table(['class'], [['x\x07'], ['y\nz']]);
  terminal.note('\x7f');
  terminal.progress.log('note \x1b[31m');
  expect(written).toEqual([
    'out a\\u001b[2Jb\\u202ec\\u000d\\u000ad\n',
    'out class\nx\\u0007\ny\\u000az\n',
    'err convzoo: \\u007f\n',
    'err note \\u001b[31m\n',
  ]);
});

test('results are printed for people or as JSON, not both', () => {
  const { terminal, written } = recording(false);
  const printAll = (): void => {
    terminal.line('a result');
    terminal.table(['class'], [['cat']]);
    terminal.text('a script\n');
    terminal.json({ name: '\u009b\u2028' });
    terminal.jsonLine({ epoch: 1 });
  };
  printAll();
  expect(written).toEqual(['out a result\n', 'out class\ncat\n', 'out a script\n']);
  written.length = 0;
  terminal.configure({ json: true });
  printAll();
  expect(written).toEqual(['out {\n  "name": "\\u009b\\u2028"\n}\n', 'out {"epoch":1}\n']);
});
