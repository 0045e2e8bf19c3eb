import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '@convzoo/core/errors';
import type { Digest } from './digest.js';
import { downloadError, Interruption, interruptible, persistently, WrongContent } from './failures.js';
import type { Body } from './http.js';
import type { DownloadOptions } from './options.js';
import { claimPartial, discardPartial, finishPartial, releasePartial } from './partial.js';

export interface Transfer extends DownloadOptions {
  readonly file: string;
  /** Where the file goes once it is whole and verified. */
  readonly target: string;
  readonly digest: Digest | undefined;
  readonly open: (offset: number) => Promise<Body>;
}

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

async function fetchPersistently(path: string, request: Transfer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const reached = async (): Promise<number> => (await file.stat()).size;
    await persistently(() => fetchOnce(file, request), reached, request.signal);
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

async function writeAt(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

function startHash(digest: Digest): Hash {
  return digest.algorithm === 'sha256'
    ? createHash('sha256')
    : createHash('sha1').update(`blob ${digest.size}\0`);
}
