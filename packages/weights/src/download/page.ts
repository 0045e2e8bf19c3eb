import { ConvzooError } from '@convzoo/core/errors';
import type { Digest } from './digest.js';
import { downloadError, interruptible, persistently, WrongContent } from './failures.js';
import { openUrl } from './http.js';
import type { DownloadOptions } from './options.js';

export interface PageDownload extends DownloadOptions {
  readonly url: string;
  /** What errors and progress call it. */
  readonly file: string;
  readonly digest: Digest | undefined;
}

/**
 * Downloads a file in a page or a worker. What a digest verifies is kept in the page's Cache API; for other
 * addresses, whose content may change, the browser's own HTTP cache decides. A connection that breaks is tried again
 * from the start a few times.
 * @throws ConvzooError download-failed; or the signal's reason
 */
export async function downloadInPage(request: PageDownload): Promise<Uint8Array> {
  const { url, digest } = request;
  try {
    if (digest === undefined) return await download(request);
    const cache = await openPageCache();
    const kept = await cache?.match(url);
    if (kept !== undefined) {
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if ((await hashOf(bytes, digest)).startsWith(digest.hex)) return bytes;
    }
    const bytes = await download(request);
    // A full cache refuses; the file is here all the same.
    await cache?.put(url, new Response(bytes)).catch(() => {});
    return bytes;
  } catch (error) {
    throw downloadError(error, { ...request, remedy: connectionRemedy(url) });
  }
}

/** Insecure pages have no cache, and some browsers refuse one in private windows. */
export async function openPageCache(): Promise<Cache | undefined> {
  return await globalThis.caches?.open('convzoo').catch(() => undefined);
}

/** A page is not told whether a server could not be reached or did not allow it to read the answer. */
export function connectionRemedy(url: string): string {
  const { origin } = new URL(url);
  return origin === globalThis.origin
    ? 'Check the connection and try again.'
    : `Check the connection. If it works, ${origin} may not let pages of other origins read its files (CORS): serve the file from a server that does.`;
}

async function download({
  url,
  file,
  digest,
  signal,
  onProgress,
}: PageDownload): Promise<Uint8Array<ArrayBuffer>> {
  let loaded = 0;
  const attempt = async (): Promise<Uint8Array<ArrayBuffer>> => {
    signal?.throwIfAborted();
    const { size, chunks } = await openUrl(url, 0, signal);
    const parts: Uint8Array[] = [];
    loaded = 0;
    for await (const chunk of interruptible(chunks)) {
      signal?.throwIfAborted();
      parts.push(chunk);
      loaded += chunk.length;
      // The length counts encoded bytes, and servers elsewhere do not show a page whether they encoded them. The
      // browser itself compares lengths.
      onProgress?.({ file, loaded, total: size !== undefined && loaded <= size ? size : undefined });
    }
    return joined(parts, loaded);
  };
  const bytes = await persistently(attempt, () => loaded, signal);
  if (digest === undefined) return bytes;
  const actual = await hashOf(bytes, digest);
  if (actual.startsWith(digest.hex)) return bytes;
  throw new WrongContent(`${digest.algorithm} ${actual} instead of ${digest.hex}`);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}

/** Hexadecimal. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>, digest: Digest): Promise<string> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) {
    throw new ConvzooError('download-failed', {
      subject: 'verifying a download',
      expected: 'a page served over https, or from localhost',
      found: `one from ${location.origin}, in which browsers do not compute hashes`,
    });
  }
  const hash =
    digest.algorithm === 'sha256'
      ? await subtle.digest('SHA-256', bytes)
      : await subtle.digest('SHA-1', await new Blob([`blob ${digest.size}\0`, bytes]).arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
