import { ConvzooError } from '@convzoo/core/errors';

export function isCommit(revision: string): boolean {
  return /^[\da-f]{40}$/.test(revision);
}

/** Whether this is a sha256 or an object id of git. */
export function isHash(text: string): boolean {
  return /^(?:[\da-f]{40}|[\da-f]{64})$/.test(text);
}

/** Compares what the hub says that a file hashes to with what the caller expects: its beginning. */
export function checkExpected(label: string, hash: string, sha256: string): void {
  if (hash.startsWith(sha256.toLowerCase())) return;
  throw new ConvzooError('download-failed', {
    subject: label,
    expected: `a file of sha256 ${sha256}`,
    found: `one of ${hash}`,
    remedy: 'The repository has changed since the hash was noted, or the hash is of another file.',
  });
}
