/** What has been sent of a file. */
export interface UploadProgress {
  readonly file: string;
  readonly sent: number;
  readonly total: number;
}

type Fetch = typeof fetch;

/**
 * `fetch` that gives credentials to one host alone: large files go to storage elsewhere, at addresses that are signed
 * themselves.
 */
export function onlyToHost(endpoint: string, signal: AbortSignal | undefined): Fetch {
  const { origin } = new URL(endpoint);
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : `${input}`;
    const headers = new Headers(init.headers);
    if (new URL(url).origin !== origin) headers.delete('authorization');
    return await fetch(url, { ...init, headers, ...(signal && { signal }) });
  };
}

/** Bytes that are sent at once, so that progress moves. */
const pieceBytes = 256 * 1024;

/** `fetch` that reports how much of a file has been sent, over all of its parts. */
export function withProgress(
  send: Fetch,
  files: readonly { readonly path: string; readonly content: Uint8Array }[],
  onProgress: ((progress: UploadProgress) => void) | undefined,
): Fetch {
  const sent = new Map<string, number>();
  return async (input, init = {}) => {
    const file = init.body instanceof Blob ? fileOf(init, files) : undefined;
    if (file === undefined || !(init.body instanceof Blob)) return await send(input, init);
    const { path, content } = file;
    const headers = new Headers(init.headers);
    // Signed addresses want to know the length beforehand; a stream alone would be sent without.
    headers.set('content-length', String(init.body.size));
    const body = counted(init.body, (bytes) => {
      sent.set(path, (sent.get(path) ?? 0) + bytes);
      onProgress?.({ file: path, sent: sent.get(path) ?? 0, total: content.length });
    });
    return await send(input, { ...init, headers, body, duplex: 'half' } as RequestInit);
  };
}

/** The hint that `@huggingface/hub` passes beside a request for a file. */
function fileOf<T extends { readonly path: string }>(init: RequestInit, files: readonly T[]): T | undefined {
  const { progressHint } = init as { progressHint?: { path?: string } };
  return files.find(({ path }) => path === progressHint?.path);
}

function counted(blob: Blob, onPiece: (bytes: number) => void): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream({
    async pull(controller) {
      if (position >= blob.size) return controller.close();
      const piece = new Uint8Array(await blob.slice(position, position + pieceBytes).arrayBuffer());
      position += piece.length;
      controller.enqueue(piece);
      onPiece(piece.length);
    },
  });
}
