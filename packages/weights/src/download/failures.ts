import { ConvzooError, fileError, systemCode } from '@convzoo/core/errors';
import { delay } from './delay.js';

/** The connection or the server failed in a way that may pass. */
export class Interruption extends Error {
  /** How long the server asks to wait before the next attempt. */
  readonly waitMs: number;

  constructor(message: string, { waitMs = 0, ...options }: ErrorOptions & { waitMs?: number } = {}) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

/** What arrived is whole and wrong. */
export class WrongContent extends Error {}

interface FailedDownload {
  readonly file: string;
  readonly target?: string;
  readonly signal?: AbortSignal | undefined;
  /** What to do about a connection that fails. */
  readonly remedy?: string;
}

/** What a failed download becomes for the caller. */
export function downloadError(
  error: unknown,
  { file, target, signal, remedy = 'Check the connection and try again.' }: FailedDownload,
): unknown {
  if (signal?.aborted) return signal.reason;
  if (ConvzooError.isInstance(error)) return error;
  if (systemCode(error) !== undefined) return fileError(target ?? file, 'to store a download', error);
  const isWrong = error instanceof WrongContent;
  return new ConvzooError('download-failed', {
    subject: file,
    expected: isWrong ? 'the published content' : 'a complete download',
    found: isWrong || error instanceof Interruption ? error.message : messageOf(error),
    remedy: isWrong
      ? 'Nothing was kept. The server may have sent an error page, or the stated hash may be wrong.'
      : remedy,
    cause: error,
  });
}

/** The message of an error and of what caused it: `fetch failed` alone says nothing. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}

/** Failures in a row, without a byte arriving in between, that end a download. */
const maxFailures = 4;
const firstDelayMs = 100;
/** A server that asks to wait for longer than this ends the download. */
const maxWaitMs = 60_000;

/**
 * Repeats an attempt that is interrupted, until several in a row bring nothing new.
 *
 * @param reached how many bytes are here
 */
export async function persistently<T>(
  attempt: () => Promise<T>,
  reached: () => Promise<number> | number,
  signal: AbortSignal | undefined,
): Promise<T> {
  let most = await reached();
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Interruption) || signal?.aborted) throw error;
      const size = await reached();
      failures = size > most ? 1 : failures + 1;
      most = Math.max(most, size);
      if (failures >= maxFailures || error.waitMs > maxWaitMs) throw error;
      await delay(Math.max(firstDelayMs * 2 ** failures, error.waitMs), signal);
    }
  }
}

/** Tells failures of the source from those of whoever reads it. */
export async function* interruptible(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw new Interruption(`a broken connection (${messageOf(cause)})`, { cause });
  }
}
