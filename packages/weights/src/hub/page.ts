import type { Digest } from '../download/digest.js';
import { downloadError, Interruption } from '../download/failures.js';
import { refusal, request } from '../download/http.js';
import type { DownloadOptions } from '../download/options.js';
import { connectionRemedy, downloadInPage, openPageCache } from '../download/page.js';
import { checkRelative } from '../files/relative.js';
import { isRecord } from '../json.js';
import { checkExpected, isCommit, isHash } from './hashes.js';

/** A repository of the hub at one commit, as a page reads it. */
export interface PageSnapshot {
  /** Names of its files. */
  readonly files: readonly string[];
  /** @param sha256 what the file must hash to besides what the hub states: hexadecimal, or its beginning */
  readonly read: (file: string, sha256?: string) => Promise<Uint8Array>;
}

const endpoint = 'https://huggingface.co';

/**
 * Opens a Hugging Face repository in a page or a worker, by the hub's HTTP API: one request for the commit, its files
 * and their hashes, and one for each file that the page's cache does not have. Without a connection, the commit that
 * was seen last counts.
 * @throws ConvzooError download-failed; or the signal's reason
 */
export async function openHubInPage(
  repository: string,
  { revision = 'main', ...options }: DownloadOptions & { readonly revision?: string | undefined },
): Promise<PageSnapshot> {
  checkRelative(repository);
  checkRelative(revision);
  const url = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const { commit, digests } = await askRepository(url, repository, options.signal).catch((error: unknown) => {
    const { signal } = options;
    throw downloadError(error, { file: repository, signal, remedy: connectionRemedy(url) });
  });
  return {
    files: [...digests.keys()],
    read: async (name, sha256 = '') => {
      const file = `${repository}/${checkRelative(name)}`;
      const digest = digests.get(name);
      if (digest === undefined) throw refusal(file, 404);
      checkExpected(file, digest.hex, sha256);
      const path = name.split('/').map(encodeURIComponent).join('/');
      const address = `${endpoint}/${repository}/resolve/${commit}/${path}`;
      return downloadInPage({ ...options, url: address, file, digest });
    },
  };
}

interface Repository {
  readonly commit: string;
  readonly digests: ReadonlyMap<string, Digest>;
}

/** What the hub says of a repository, or what it said last where it cannot be reached. */
async function askRepository(
  url: string,
  repository: string,
  signal: AbortSignal | undefined,
): Promise<Repository> {
  const cache = await openPageCache();
  try {
    const response = await request(url, signal === undefined ? {} : { signal });
    if (!response.ok) throw refusal(repository, response.status, response.headers.get('retry-after'));
    const text = await response.text();
    const parsed = parseRepositoryInfo(JSON.parse(text));
    await cache?.put(url, new Response(text)).catch(() => {});
    return parsed;
  } catch (error) {
    const kept = error instanceof Interruption ? await cache?.match(url) : undefined;
    if (kept === undefined) throw error;
    return parseRepositoryInfo(await kept.json());
  }
}

function parseRepositoryInfo(info: unknown): Repository {
  if (
    !isRecord(info) ||
    typeof info.sha !== 'string' ||
    !isCommit(info.sha) ||
    !Array.isArray(info.siblings)
  ) {
    throw new Error('an answer without a commit and its files');
  }
  const digests = info.siblings.map((file: unknown): [string, Digest] => {
    const digest = isRecord(file) ? digestOf(file) : undefined;
    if (!isRecord(file) || typeof file.rfilename !== 'string' || digest === undefined) {
      throw new Error('an answer with a file that has no name or no hash');
    }
    return [file.rfilename, digest];
  });
  return { commit: info.sha, digests: new Map(digests) };
}

/** Large files carry their sha256, the others the object id that git gives them. */
function digestOf({ lfs, blobId, size }: Readonly<Record<string, unknown>>): Digest | undefined {
  const hex = isRecord(lfs) ? lfs.sha256 : blobId;
  if (typeof hex !== 'string' || !isHash(hex)) return undefined;
  if (isRecord(lfs)) return { algorithm: 'sha256', hex };
  return typeof size === 'number' ? { algorithm: 'git-sha1', hex, size } : undefined;
}
