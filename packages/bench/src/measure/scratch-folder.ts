import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a measuring process may write. It removes the folder as it ends; its parent does if the process was killed. */
export function scratchFolderOf(pid: number): string {
  return join(tmpdir(), `convzoo-bench-${pid}`);
}
