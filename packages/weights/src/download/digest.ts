import { createHash, type Hash } from 'node:crypto';

/** What a download must hash to. */
export type Digest =
  /** Hexadecimal, the whole hash or its beginning. */
  | { readonly algorithm: 'sha256'; readonly hex: string }
  /** The object id that git gives a file of this size. */
  | { readonly algorithm: 'git-sha1'; readonly hex: string; readonly size: number };

export function startHash(digest: Digest): Hash {
  return digest.algorithm === 'sha256'
    ? createHash('sha256')
    : createHash('sha1').update(`blob ${digest.size}\0`);
}
