import { ConvzooError } from '@convzoo/core/errors';
import { Interruption, messageOf } from './failures.js';
import { audible, limitSilence, longestSilenceMs } from './silence.js';

/** The content of a file from an offset on. */
export interface Body {
  /** Where it really starts: 0 from a server that cannot continue. */
  readonly offset: number;
  /** Bytes of the whole file, where known. */
  readonly size: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Requests a file from an offset on. A server that is silent for too long, before its answer or in it, counts as a
 * broken connection.
 * @throws ConvzooError download-failed where the server refuses for good; Interruption where it may not
 */
export async function openUrl(
  url: string,
  offset: number,
  signal: AbortSignal | undefined,
  silenceMs: number = longestSilenceMs,
): Promise<Body> {
  const silence = limitSilence(signal, silenceMs);
  try {
    const body = await openBody(url, offset, silence.signal);
    return { ...body, chunks: audible(body.chunks, silence) };
  } finally {
    silence.end();
  }
}

async function openBody(url: string, offset: number, signal: AbortSignal): Promise<Body> {
  const headers = { 'accept-encoding': 'identity', ...(offset > 0 && { range: `bytes=${offset}-` }) };
  const response = await request(url, { headers, signal });
  // Lengths and ranges count encoded bytes, and what arrives here is decoded.
  const isEncoded = !['', 'identity'].includes(response.headers.get('content-encoding') ?? '');
  if (isEncoded && offset > 0 && response.ok) {
    await response.body?.cancel();
    return openBody(url, 0, signal);
  }
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const total = range?.[2] === undefined ? undefined : Number(range[2]);
  const chunks = chunksOf(response.body ?? emptyBody());
  if (response.status === 416) {
    // Nothing is left to send where everything is here; otherwise what is here is no part of the file.
    await response.body?.cancel();
    return total === offset
      ? { offset, size: total, chunks: chunksOf(emptyBody()) }
      : openBody(url, 0, signal);
  }
  if (!response.ok) throw refusal(url, response.status, response.headers.get('retry-after'));
  if (response.status === 206 && Number(range?.[1]) === offset) return { offset, size: total, chunks };
  const length = response.headers.get('content-length');
  return { offset: 0, size: length === null || isEncoded ? undefined : Number(length), chunks };
}

/** `fetch` whose failures to connect are interruptions. */
export async function request(url: string | URL | Request, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const reason = messageOf(cause);
    if (/redirect count exceeded|URL scheme must be/.test(reason)) {
      throw new ConvzooError('download-failed', {
        subject: url instanceof Request ? url.url : `${url}`,
        expected: 'a redirect that ends at an http(s) address',
        found: reason,
        remedy: 'Check the address.',
        cause,
      });
    }
    throw new Interruption(`no connection (${reason})`, { cause });
  }
}

/** What a status that is no success means: some may pass, others need somebody to act. */
export function refusal(file: string, status: number, retryAfter: string | null = null): Error {
  if (status >= 500 || status === 408 || status === 429) {
    const waitMs = waitOf(retryAfter);
    const asked = waitMs > 0 ? `, to be tried again in ${Math.ceil(waitMs / 1000)} s` : '';
    return new Interruption(`HTTP status ${status}${asked}`, { waitMs });
  }
  return new ConvzooError('download-failed', {
    subject: file,
    expected: 'a file to download',
    found: `HTTP status ${status}`,
    remedy: remedies[status] ?? 'Check the address.',
  });
}

/** Milliseconds that a `Retry-After` header, seconds or a date, asks to wait. */
function waitOf(retryAfter: string | null): number {
  if (retryAfter === null) return 0;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

const noAccess =
  'There is no such repository, or it is not public: check its name, accept its terms on its web page, and set HF_TOKEN to a token that may read it.';
const remedies: Readonly<Record<number, string>> = {
  401: noAccess,
  403: noAccess,
  404: 'Check the name of the repository and of the file.',
};

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

/** What a stream gives. Safari's streams are not iterable. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
