import type { ProgressStream } from '@convzoo/report/terminal';

/** Standard error, which a run outlives: a closed terminal or pipe ends the display only. */
export function standardError(): ProgressStream {
  const { stderr } = process;
  let isOpen = true;
  stderr.on('error', () => {
    isOpen = false;
  });
  return {
    isTTY: stderr.isTTY,
    get columns() {
      return stderr.columns;
    },
    write: (text) => isOpen && stderr.write(text),
  };
}
