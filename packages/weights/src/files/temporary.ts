import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** This machine, as folders may be shared by several. */
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const own = new RegExp(`\\.${host}-(\\d+)-${uuid}\\.tmp$`);

/** A name beside `path` for what is not finished, which no other process takes and which says whose it is. */
export function temporaryName(path: string): string {
  return `${path}.${host}-${process.pid}-${randomUUID()}.tmp`;
}

const swept = new Set<string>();

/** Once for each folder: removes the unfinished files that processes of this machine left when they were killed. */
export async function sweepOnce(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  const names = await readdir(folder);
  const left = names.filter((name) => {
    const pid = own.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true }).catch(() => {})));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
