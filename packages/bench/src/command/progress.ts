/** A line on a terminal that says what is running and for how long; nothing in a pipe. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
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
  return { show, clear };
}
