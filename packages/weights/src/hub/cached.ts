import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { scanCacheDir } from '@huggingface/hub';
import { downloadsFolder } from '../download/url.js';
import { hubSettings } from './settings.js';

/** Downloaded weights. */
export interface CachedWeights {
  /** A file that came from a URL, or a repository of the hub. */
  readonly name: string;
  /** Whether the cache is the one that all of Hugging Face's clients share. */
  readonly isShared: boolean;
  readonly path: string;
  readonly bytes: number;
}

/** Weights in the caches: downloads from URLs, then model repositories of the hub, by name. */
export async function listCached(): Promise<CachedWeights[]> {
  return [...(await fromUrls()), ...(await fromHub())];
}

/** Deletes weights from their cache. */
export async function removeCached({ path }: CachedWeights): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function fromUrls(): Promise<CachedWeights[]> {
  const root = downloadsFolder();
  const found = await Promise.all(
    (await namesIn(root)).map(async (key) => {
      const path = join(root, key);
      const names = (await namesIn(path)).filter((name) => !name.endsWith('.incomplete'));
      return Promise.all(
        names.map(async (name) => ({
          name,
          isShared: false,
          path,
          bytes: (await stat(join(path, name))).size,
        })),
      );
    }),
  );
  return byName(found.flat());
}

async function fromHub(): Promise<CachedWeights[]> {
  const { cacheFolder } = hubSettings();
  const { repos } = await scanCacheDir(cacheFolder).catch(() => ({ repos: [] }));
  const models = repos.filter(({ id, size }) => id.type === 'model' && size > 0);
  return byName(models.map(({ id, path, size }) => ({ name: id.name, isShared: true, path, bytes: size })));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

function byName(cached: CachedWeights[]): CachedWeights[] {
  return cached.sort((a, b) => (a.name < b.name ? -1 : 1));
}
