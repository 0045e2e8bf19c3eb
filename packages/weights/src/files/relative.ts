import { ConvzooError } from '@convzoo/core/errors';

/**
 * Lets through a file name that stays in the folder it is relative to. Indexes and manifests name files,
 * and a hostile one would name others.
 * @throws ConvzooError invalid-argument
 */
export function checkRelative(file: string): string {
  const leaves = /^[/\\]|^[a-zA-Z]:|\\|\0/.test(file) || file.split('/').some((part) => part === '..');
  if (leaves || file === '') {
    throw new ConvzooError('invalid-argument', {
      subject: 'file name',
      expected: 'a relative path without ".."',
      found: JSON.stringify(file.slice(0, 200)),
    });
  }
  return file;
}
