/** Says on standard error what is running and for how long, and what has been measured. */
export interface Progress {
  /** What is running: a line that is overwritten on a terminal, and not shown in a pipe. */
  show(text: string): void;
  /** A line that stays. */
  log(text: string): void;
  clear(): void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  const log = (text: string): void => {
    stream.write(`${text}\n`);
  };
  if (!stream.isTTY) return { show: () => {}, log, clear: () => {} };
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearInterval(timer);
    stream.write('\r\x1b[K');
  };
  const show = (text: string): void => {
    const start = Date.now();
    const draw = (): void => {
      const seconds = Math.floor((Date.now() - start) / 1000);
      stream.write(`\r\x1b[K${`${text}, ${seconds} s`.slice(0, (stream.columns || 80) - 1)}`);
    };
    clearInterval(timer);
    draw();
    timer = setInterval(draw, 1000);
  };
  return {
    show,
    log: (text) => {
      clear();
      log(text);
    },
    clear,
  };
}
