import { Session } from 'node:inspector';

/** Which characters of each script ran: 1 for those that did. */
export type Ran = ReadonlyMap<string, Uint8Array>;

export interface Coverage {
  /** What ran since the last call. */
  take(): Ran;
  stop(): void;
}

/** Which scripts count: the packages' own. */
const isOurs = (url: string): boolean => /\/packages\/[^/]+\/(src|dist)\//.test(url);

/** Starts to count how often each block of the code runs, which makes it slower. */
export function startCoverage(): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take: () => {
      const ran = new Map<string, Uint8Array>();
      session.post('Profiler.takePreciseCoverage', (error, { result }) => {
        if (error !== null) throw error;
        for (const { url, functions } of result) {
          if (isOurs(url)) ran.set(url, painted(functions.flatMap(({ ranges }) => ranges)));
        }
      });
      return ran;
    },
    stop: () => session.disconnect(),
  };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** V8 gives ranges from the outermost to the innermost. */
function painted(ranges: readonly Range[]): Uint8Array {
  const ran = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)));
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}

/** All that ever ran. */
export interface Seen {
  /** Whether something of this is new. */
  lacks(ran: Ran): boolean;
  add(ran: Ran): void;
  /** How many characters. */
  size(): number;
}

export function createSeen(): Seen {
  const seen = new Map<string, Uint8Array>();
  const known = (script: string, length: number): Uint8Array => {
    const before = seen.get(script) ?? new Uint8Array();
    if (before.length >= length) return before;
    const longer = new Uint8Array(length);
    longer.set(before);
    seen.set(script, longer);
    return longer;
  };
  return {
    lacks: (ran) =>
      [...ran].some(([script, now]) => {
        const before = known(script, now.length);
        return now.some((one, i) => one > before[i]!);
      }),
    add: (ran) => {
      for (const [script, now] of ran) {
        const before = known(script, now.length);
        for (const [i, one] of now.entries()) if (one > 0) before[i] = 1;
      }
    },
    size: () => [...seen.values()].reduce((total, one) => total + one.reduce((sum, ran) => sum + ran, 0), 0),
  };
}
