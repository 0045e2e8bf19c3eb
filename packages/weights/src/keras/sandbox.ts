import type { ready } from 'h5wasm';

type Files = Awaited<typeof ready>['FS'];
type Stream = ReturnType<Files['open']>;

/** What the HDF5 library tried and failed to do while it was watched. */
export interface Sandbox {
  /** The first file other than its own that it tried to open. */
  foreignFile(): string | undefined;
  /** The first failure that it printed; its functions return as if there were none. */
  failure(): string | undefined;
  close(): void;
}

/** Bytes of messages: the stacks of some failures. */
const mostPrinted = 2 ** 16;

/**
 * Puts a file where the HDF5 library can open it, and no other: datasets with external storage, virtual datasets and
 * links name files, which may be devices or another caller's. What it prints to standard error is kept; where it prints
 * without end, as it does in a loop over what it cannot read, writing throws. Closing leaves nothing behind.
 */
export function openSandbox(files: Files, path: string, bytes: Uint8Array): Sandbox {
  const errors = `${path}.errors`;
  const { open, write } = files;
  const file = files.open(path, 'w');
  // The last argument hands the bytes over instead of copying them.
  files.write(file, bytes, 0, bytes.length, 0, true);
  files.close(file);
  const standardError = errorStream(files);
  if (standardError !== undefined) files.close(standardError);
  const log = files.open(errors, 'w+');
  const opened: Stream[] = [];
  let foreign: string | undefined;
  const openOwn = (...[wanted, ...rest]: Parameters<typeof open>): Stream => {
    if (wanted !== path) {
      foreign ??= wanted;
      return open('/missing', 'r');
    }
    const stream = open(wanted, ...rest);
    opened.push(stream);
    return stream;
  };
  let printed = 0;
  const writeSome = (...parameters: Parameters<typeof write>): ReturnType<typeof write> => {
    printed += parameters[3];
    if (printed > mostPrinted) throw new Error('the HDF5 library fails again and again');
    return write(...parameters);
  };
  Reflect.set(files, 'open', openOwn);
  Reflect.set(files, 'write', writeSome);
  return {
    foreignFile: () => foreign,
    failure: () => {
      const { size } = files.stat(errors);
      if (size === 0) return undefined;
      const text = new Uint8Array(size);
      const stream = open(errors, 'r');
      files.read(stream, text, 0, size, 0);
      files.close(stream);
      return reason(new TextDecoder().decode(text));
    },
    close: () => {
      Reflect.set(files, 'open', open);
      Reflect.set(files, 'write', write);
      for (const stream of opened) if (!isClosed(stream)) files.close(stream);
      files.close(log);
      if (standardError !== undefined) files.open('/dev/tty1', 'w');
      files.unlink(errors);
      files.unlink(path);
    },
  };
}

/** A stream that was closed has no number. */
function isClosed(stream: Stream): boolean {
  return Reflect.get(stream, 'fd') === null;
}

/** h5wasm's types leave out emscripten's table of open streams. */
function errorStream(files: Files): Stream | undefined {
  const streams: unknown = Reflect.get(files, 'streams');
  return Array.isArray(streams) ? streams[2] : undefined;
}

/** The deepest entry of HDF5's stack, such as `unable to open external raw data file`. */
function reason(stack: string): string {
  const entries = [...stack.matchAll(/ line \d+ in \w+\(\): (.*)/g)];
  return entries.at(-1)?.[1] ?? stack.slice(0, 100);
}
