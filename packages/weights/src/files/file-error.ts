import { ConvzooError } from '@convzoo/core/errors';

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EISDIR: 'a directory',
  ENOSPC: 'a full disk',
  EDQUOT: 'an exhausted quota',
  EROFS: 'a read-only file system',
};

/** The code of a system error, such as ENOENT, or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What a failed file operation becomes for the caller. */
export function fileError(path: string, expected: string, cause: unknown): ConvzooError {
  const code = systemCode(cause);
  const found = code === undefined ? String(cause) : `${meanings[code] ?? 'an error'} (${code})`;
  return new ConvzooError('file-error', { subject: path, expected, found, cause });
}
