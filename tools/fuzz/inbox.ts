/** The input that a worker is running, where its supervisor can read it even if the worker never answers again. */
export interface Inbox {
  readonly shared: SharedArrayBuffer;
  /** Says that this input is next. */
  put(input: Uint8Array): void;
  /** How many inputs were put. */
  count(): number;
  current(): Uint8Array;
}

const headerBytes = 8;
const mostBytes = 2 ** 20;

export function openInbox(shared = new SharedArrayBuffer(headerBytes + mostBytes)): Inbox {
  const header = new Int32Array(shared, 0, 2);
  const content = new Uint8Array(shared, headerBytes);
  return {
    shared,
    put: (input) => {
      content.set(input.subarray(0, mostBytes));
      Atomics.store(header, 1, Math.min(input.length, mostBytes));
      Atomics.add(header, 0, 1);
    },
    count: () => Atomics.load(header, 0),
    current: () => content.slice(0, Atomics.load(header, 1)),
  };
}
