/** A runtime that was not taken, and why. */
export interface PassedOver {
  readonly name: string;
  readonly reason: string;
}

/** A runtime's time in the micro-benchmark. */
export interface Measured {
  readonly name: string;
  /** Milliseconds of one inference: the shortest of several. */
  readonly ms: number;
}

/** What one measurement of all runtimes found. */
export interface Ranking {
  /** The fastest first. */
  readonly measured: readonly Measured[];
  readonly passedOver: readonly PassedOver[];
}

/** Keeps the last ranking. A store that can't be read is empty, and one that can't be written forgets. */
export interface RankingStore {
  read(): Promise<Ranking | undefined>;
  write(ranking: Ranking): Promise<void>;
}

/** What a ranking depends on: the machine, and the versions of all that takes part. */
export type RankingKey = Readonly<Record<string, unknown>>;

/** Increased when the micro-benchmark or the format changes. */
const format = 2;

export function formatRanking(key: RankingKey, { measured, passedOver }: Ranking): string {
  return `${JSON.stringify({ format, key, measured, passedOver }, null, 2)}\n`;
}

/** The ranking that a text holds; undefined if it is damaged, or about something else. */
export function parseRanking(text: string, key: RankingKey): Ranking | undefined {
  const value = parse(text);
  if (!isObject(value) || value.format !== format) return undefined;
  if (JSON.stringify(value.key) !== JSON.stringify(key)) return undefined;
  const { measured, passedOver } = value;
  if (!isListOf(measured, isMeasured) || !isListOf(passedOver, isPassedOver)) return undefined;
  return measured.length === 0 ? undefined : { measured, passedOver };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isMeasured(value: unknown): value is Measured {
  return isObject(value) && typeof value.name === 'string' && typeof value.ms === 'number';
}

function isPassedOver(value: unknown): value is PassedOver {
  return isObject(value) && typeof value.name === 'string' && typeof value.reason === 'string';
}
