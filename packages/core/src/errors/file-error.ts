import { ConvzooError } from './convzoo-error.js';

const meanings: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['ENOTDIR', 'a file in place of a directory'],
  ['EISDIR', 'a directory'],
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['ENOSPC', 'a full disk'],
  ['EDQUOT', 'an exhausted quota'],
  ['EFBIG', 'a file beyond the size limit'],
  ['EROFS', 'a read-only file system'],
]);

/** The code of a system error, such as ENOENT, or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A `file-error` for a failed operation on a file, from the error that the system gave. */
export function fileError(path: string, expected: string, cause: unknown): ConvzooError {
  const code = systemCode(cause) ?? '';
  const meaning = meanings.get(code);
  const message = cause instanceof Error ? cause.message : String(cause);
  const found = meaning === undefined ? message : `${meaning} (${code})`;
  return new ConvzooError('file-error', { subject: path, expected, found, cause });
}
