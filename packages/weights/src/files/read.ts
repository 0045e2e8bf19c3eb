import { type FileHandle, open } from 'node:fs/promises';
import { ConvzooError, fileError } from '@convzoo/core/errors';

/** The system reads at most 2 GiB at a time. */
const chunkBytes = 2 ** 30;

/**
 * Reads a file of any size into one buffer.
 * @throws ConvzooError file-error
 */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stat = await file.stat();
    if (!stat.isFile()) throw notAFile(path);
    const bytes = new Uint8Array(stat.size);
    let position = 0;
    while (position < bytes.length) {
      const length = Math.min(chunkBytes, bytes.length - position);
      const { bytesRead } = await file.read(bytes, position, length, position);
      if (bytesRead === 0) throw new Error(`it ended after ${position} bytes while it was read`);
      position += bytesRead;
    }
    return bytes;
  } catch (cause) {
    throw ConvzooError.isInstance(cause) ? cause : fileError(path, 'a readable file', cause);
  } finally {
    await file?.close();
  }
}

function notAFile(path: string): ConvzooError {
  return new ConvzooError('file-error', { subject: path, expected: 'a file', found: 'something else' });
}
