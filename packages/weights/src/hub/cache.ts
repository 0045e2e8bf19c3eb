import { copyFile, mkdir, readdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { getRepoFolderName } from '@huggingface/hub';
import { exists } from '../files/exists.js';
import { sweepOnce, temporaryName } from '../files/temporary.js';
import { writeAtomically } from '../files/write.js';
import { isCommit } from './hashes.js';

/*
 * The cache that all of Hugging Face's clients share (huggingface.co/docs/hub/local-cache):
 * models--ORGANIZATION--NAME/{refs/REVISION, snapshots/COMMIT/FILE -> ../../blobs/HASH, blobs/HASH}.
 */

/** Paths within the cached copy of one repository. */
export interface RepositoryCache {
  readonly blob: (hash: string) => string;
  /** The commit that a branch or tag was last seen at; a commit is itself. */
  readonly commitOf: (revision: string) => Promise<string | undefined>;
  /** A file of a commit and the hash of its content, where it is here. */
  readonly find: (commit: string, file: string) => Promise<{ path: string; hash: string } | undefined>;
  /** All files of a commit that are here. */
  readonly list: (commit: string) => Promise<string[]>;
  /** Gives a blob its name in a commit; returns the named file's path. */
  readonly link: (commit: string, file: string, hash: string) => Promise<string>;
  readonly recordCommit: (revision: string, commit: string) => Promise<void>;
}

export function repositoryCache(cacheFolder: string, repository: string): RepositoryCache {
  const root = join(cacheFolder, getRepoFolderName({ type: 'model', name: repository }));
  const blob = (hash: string) => join(root, 'blobs', hash);
  const snapshot = (commit: string, file = '') => join(root, 'snapshots', commit, file);
  const reference = (revision: string) => join(root, 'refs', revision);
  return {
    blob,
    async commitOf(revision) {
      if (isCommit(revision)) return revision;
      return readFile(reference(revision), 'utf8').then(
        (text) => text.trim(),
        () => undefined,
      );
    },
    async find(commit, file) {
      const path = snapshot(commit, file);
      if (!(await exists(path))) return undefined;
      return { path, hash: basename(await realpath(path)) };
    },
    async list(commit) {
      return readdir(snapshot(commit)).catch(() => []);
    },
    async link(commit, file, hash) {
      const path = snapshot(commit, file);
      await linkAtomically(blob(hash), path);
      return path;
    },
    async recordCommit(revision, commit) {
      if (isCommit(revision)) return;
      await writeAtomically(reference(revision), [new TextEncoder().encode(commit)]);
    },
  };
}

/** A relative link, so that the cache can be moved; a copy where the system has no links. */
async function linkAtomically(target: string, path: string): Promise<void> {
  const temporary = temporaryName(path);
  await mkdir(dirname(path), { recursive: true });
  await sweepOnce(dirname(path));
  try {
    await symlink(relative(dirname(path), target), temporary).catch(() => copyFile(target, temporary));
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
