import { ConvzooError } from '@convzoo/core/errors';
import { downloadFile, modelInfo, type PathInfo, pathsInfo } from '@huggingface/hub';
import type { Digest } from '../download/digest.js';
import { downloadError, Interruption } from '../download/failures.js';
import { type Body, chunksOf, refusal, request } from '../download/http.js';
import type { DownloadOptions } from '../download/options.js';
import { transfer } from '../download/transfer.js';
import { exists } from '../files/exists.js';
import { checkRelative } from '../files/relative.js';
import { type RepositoryCache, repositoryCache } from './cache.js';
import { checkExpected, isCommit, isHash } from './hashes.js';
import { type HubSettings, hubSettings } from './settings.js';

export interface HubOptions extends DownloadOptions {
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string | undefined;
}

/** A repository of the hub at one commit. */
export interface HubSnapshot {
  /** Names of its files, or of those in the cache where the hub is not asked. */
  readonly files: () => Promise<readonly string[]>;
  /**
   * Brings a file into the cache, unless it is there, and returns its path.
   * @param sha256 what the file must hash to besides what the hub states: hexadecimal, or its beginning
   */
  readonly download: (file: string, sha256?: string) => Promise<string>;
}

/**
 * Opens a Hugging Face repository through the cache that all of Hugging Face's clients share
 * (`HF_HUB_CACHE`, `HF_HOME`). `@huggingface/hub` speaks with the hub; continuing, verifying and putting
 * in place are ours, because its own download into the cache does none of them. With `HF_HUB_OFFLINE`, or
 * without a connection, what is in the cache counts. Every function throws ConvzooError download-failed or
 * file-error, or the signal's reason.
 */
export async function openHub(repository: string, options: HubOptions = {}): Promise<HubSnapshot> {
  const { signal, revision = 'main' } = options;
  checkRelative(repository);
  checkRelative(revision);
  const settings = hubSettings();
  const cache = repositoryCache(settings.cacheFolder, repository);
  const hub: Hub = { repository, settings, signal };
  const { commit, unreachable } = await guard(hub, repository, () => resolve(hub, cache, revision));
  return {
    files: () =>
      guard(hub, repository, async () =>
        unreachable === undefined ? (await askInfo(hub, commit)).filePaths : cache.list(commit),
      ),
    download: (file, sha256 = '') =>
      guard(hub, `${repository}/${checkRelative(file)}`, async () => {
        const cached = await cache.find(commit, file);
        if (cached === undefined && unreachable !== undefined) throw unreachable;
        if (cached === undefined) return fetchInto(cache, hub, commit, file, sha256, options);
        checkExpected(`${repository}/${file}`, cached.hash, sha256);
        return cached.path;
      }),
  };
}

interface Hub {
  readonly repository: string;
  readonly settings: HubSettings;
  readonly signal: AbortSignal | undefined;
}

/** Gives every failure the form that callers expect. */
async function guard<T>({ signal }: Hub, file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw downloadError(error, { file, signal });
  }
}

/** What all calls of `@huggingface/hub` take; `file` is what errors are about. */
function client({ settings: { endpoint, token }, signal }: Hub, file: string) {
  return {
    hubUrl: endpoint,
    fetch: async (url: string | URL | Request, init: RequestInit = {}) => {
      const response = await request(url, { ...init, ...(signal && { signal }) });
      if (!response.ok) throw refusal(file, response.status, response.headers.get('retry-after'));
      return response;
    },
    ...(token !== undefined && { accessToken: token }),
  };
}

/** The commit of a revision, and why the hub cannot be asked for files, if it cannot. */
async function resolve(
  hub: Hub,
  cache: RepositoryCache,
  revision: string,
): Promise<{ commit: string; unreachable?: unknown }> {
  const known = await cache.commitOf(revision);
  if (hub.settings.offline) {
    const unreachable = offlineError(hub.repository);
    if (known === undefined) throw unreachable;
    return { commit: known, unreachable };
  }
  if (isCommit(revision)) return { commit: revision };
  try {
    const { sha } = await askInfo(hub, revision);
    await cache.recordCommit(revision, sha);
    return { commit: sha };
  } catch (error) {
    if (!(error instanceof Interruption) || known === undefined) throw error;
    return { commit: known, unreachable: error };
  }
}

async function askInfo(hub: Hub, revision: string): Promise<{ sha: string; filePaths: string[] }> {
  const info = await modelInfo({
    ...client(hub, hub.repository),
    name: hub.repository,
    revision,
    additionalFields: ['sha', 'filePaths'],
  });
  if (typeof info.sha !== 'string' || !isCommit(info.sha)) throw new Error('an answer without a commit');
  return info;
}

async function fetchInto(
  cache: RepositoryCache,
  hub: Hub,
  commit: string,
  file: string,
  sha256: string,
  options: DownloadOptions,
): Promise<string> {
  const label = `${hub.repository}/${file}`;
  const at = { ...client(hub, label), repo: hub.repository, revision: commit };
  const [info] = await pathsInfo({ ...at, paths: [file] });
  if (info === undefined || info.type !== 'file') throw refusal(label, 404);
  const digest = digestOf(info);
  checkExpected(label, digest.hex, sha256);
  const target = cache.blob(digest.hex);
  if (!(await exists(target))) {
    const open = async (present: number): Promise<Body> => {
      const offset = present <= info.size ? present : 0;
      // Nothing is left to ask for.
      if (offset === info.size) return { offset, size: info.size, chunks: chunksOf(new Blob().stream()) };
      // Plain HTTP, which every mirror speaks and which continues at any byte, unlike the hub's chunk store.
      const blob = await downloadFile({ ...at, path: file, xet: false });
      if (blob === null) throw refusal(label, 404);
      return { offset, size: info.size, chunks: chunksOf(blob.slice(offset).stream()) };
    };
    await transfer({ ...options, file: label, target, digest, open });
  }
  return cache.link(commit, file, digest.hex);
}

/** Large files carry their sha256, the others the object id that git gives them. */
function digestOf({ lfs, oid = '', size }: PathInfo): Digest {
  const digest: Digest =
    lfs === undefined ? { algorithm: 'git-sha1', hex: oid, size } : { algorithm: 'sha256', hex: lfs.oid };
  // It becomes a file name.
  if (!isHash(digest.hex)) throw new Error('an answer without a hash');
  return digest;
}

function offlineError(repository: string): ConvzooError {
  return new ConvzooError('download-failed', {
    subject: repository,
    expected: 'the file in the cache, because HF_HUB_OFFLINE is set',
    found: 'none',
    remedy: 'Unset HF_HUB_OFFLINE to download it.',
  });
}
