import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ConvzooError, fileError, systemCode } from '@convzoo/core/errors';
import { type Digest, startHash } from './digest.js';
import { claimPartial, discardPartial, finishPartial, releasePartial } from './partial.js';

export interface DownloadProgress {
  /** What is being downloaded: a URL, or repository and file. */
  readonly file: string;
  /** Bytes here, counting those of an earlier attempt. */
  readonly loaded: number;
  /** Bytes in all, or undefined where the server does not say. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  /** Called for every piece that arrives. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Aborting rejects with the signal's reason; what has arrived is kept to be continued. */
  readonly signal?: AbortSignal | undefined;
}

/** The content of a file from an offset on. */
export interface Body {
  /** Where it really starts: 0 from a server that cannot continue. */
  readonly offset: number;
  /** Bytes of the whole file, where known. */
  readonly size: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Transfer extends DownloadOptions {
  readonly file: string;
  /** Where the file goes once it is whole and verified. */
  readonly target: string;
  readonly digest: Digest | undefined;
  readonly open: (offset: number) => Promise<Body>;
}

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
class WrongContent extends Error {}

/** Failures in a row, without a byte arriving in between, that end a download. */
const maxFailures = 4;
const firstDelayMs = 100;
/** A server that asks to wait for longer than this ends the download. */
const maxWaitMs = 60_000;

/**
 * Downloads a file. It appears under `target` only once it is whole and its hash is right. What a failure,
 * an abort or a killed process leaves is continued by the next call, if there is a hash to verify the
 * whole by; a connection that breaks is taken up again a few times within the call.
 * @throws ConvzooError download-failed or file-error; or the signal's reason
 */
export async function transfer(request: Transfer): Promise<void> {
  const { target, digest } = request;
  let claim: string | undefined;
  try {
    claim = await claimPartial(target);
    await fetchPersistently(claim, request);
    await finishPartial(claim, target);
  } catch (error) {
    // What fills the disk is of no use to the next call, and what nothing verifies must not be continued.
    const useless = systemCode(error) !== undefined || digest === undefined;
    if (claim !== undefined) {
      // A failure to tidy up must not hide the failure itself.
      await (useless ? discardPartial(claim) : releasePartial(claim, target)).catch(() => {});
    }
    throw downloadError(error, request);
  }
}

/** What a failed download becomes for the caller. */
export function downloadError(
  error: unknown,
  { file, target, signal }: Pick<Transfer, 'file' | 'signal'> & { target?: string },
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
      : 'Check the connection and try again.',
    cause: error,
  });
}

async function fetchPersistently(path: string, request: Transfer): Promise<void> {
  const { signal } = request;
  const file = await open(path, 'r+');
  try {
    let { size: reached } = await file.stat();
    for (let failures = 0; ; ) {
      try {
        return await fetchOnce(file, request);
      } catch (error) {
        if (!(error instanceof Interruption) || signal?.aborted) throw error;
        const { size } = await file.stat();
        failures = size > reached ? 1 : failures + 1;
        reached = Math.max(reached, size);
        if (failures >= maxFailures || error.waitMs > maxWaitMs) throw error;
        const delayMs = Math.max(firstDelayMs * 2 ** failures, error.waitMs);
        await setTimeout(delayMs, undefined, signal === undefined ? {} : { signal });
      }
    }
  } finally {
    await file.close();
  }
}

async function fetchOnce(file: FileHandle, request: Transfer): Promise<void> {
  const { digest, signal, onProgress } = request;
  signal?.throwIfAborted();
  const present = digest === undefined ? 0 : (await file.stat()).size;
  const body = await request.open(present);
  const hash = digest && startHash(digest);
  if (hash !== undefined && body.offset > 0) {
    for await (const chunk of file.createReadStream({ start: 0, end: body.offset - 1, autoClose: false })) {
      hash.update(chunk);
    }
  }
  let position = body.offset;
  for await (const chunk of interruptible(body.chunks)) {
    signal?.throwIfAborted();
    if (position + chunk.length > (body.size ?? Number.POSITIVE_INFINITY)) {
      await rejectContent(file, body, `more than the ${body.size} bytes announced`);
    }
    await writeAt(file, chunk, position);
    hash?.update(chunk);
    position += chunk.length;
    onProgress?.({ file: request.file, loaded: position, total: body.size });
  }
  if (position < (body.size ?? 0)) {
    throw new Interruption(`a connection that closed after ${position} of ${body.size} bytes`);
  }
  await file.truncate(position);
  await file.sync();
  const actual = hash?.digest('hex') ?? '';
  if (digest !== undefined && !actual.startsWith(digest.hex)) {
    await rejectContent(file, body, `${digest.algorithm} ${actual} instead of ${digest.hex}`);
  }
}

/** Where the beginning came from an earlier attempt, that may be at fault: then once more from the start. */
async function rejectContent(file: FileHandle, body: Body, fault: string): Promise<never> {
  await file.truncate(0);
  throw body.offset === 0 ? new WrongContent(fault) : new Interruption(fault);
}

/** Tells failures of the source from those of whoever reads it. */
async function* interruptible(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw new Interruption(`a broken connection (${messageOf(cause)})`, { cause });
  }
}

async function writeAt(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

/** The message of an error and of what caused it: `fetch failed` alone says nothing. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}
