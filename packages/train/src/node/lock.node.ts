import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { ConvzooError, fileError } from '@convzoo/core/errors';

const lockFile = 'run.lock';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Locks a run's directory for this process. The lock of a process that is gone is taken over; one of another
 * machine, as on a shared disk, is not.
 *
 * @returns what unlocks it
 * @throws ConvzooError `invalid-argument` that names the holder; `file-error`
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, lockFile);
  const own: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const temporary = `${path}.${process.pid}-${randomUUID()}`;
  await writeFile(temporary, JSON.stringify(own)).catch((error: unknown) => {
    throw fileError(directory, 'a directory that can be written', error);
  });
  try {
    // A link appears with its content, or not at all if there is a lock.
    while (!(await linked(temporary, path))) await removeStale(path, directory);
  } finally {
    await rm(temporary, { force: true });
  }
  return () => rm(path, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw fileError(to, 'to lock the directory', error);
  }
}

/** @throws ConvzooError `invalid-argument` if the lock is held */
async function removeStale(path: string, directory: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const holder = parseHolder(text);
  if (holder !== undefined && isAlive(holder)) {
    throw new ConvzooError('invalid-argument', {
      subject: directory,
      expected: 'a directory that no other run is using',
      found: `a run of process ${holder.pid} on ${holder.host} since ${holder.since}`,
      remedy: `Wait for it, choose another directory, or delete ${path} if that process is gone.`,
    });
  }
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  // Another process may have replaced the stale lock in between: its lock goes back.
  const moved = await readFile(aside, 'utf8').catch(() => undefined);
  if (moved !== undefined && moved !== text) await linked(aside, path);
  await rm(aside, { force: true });
}

function isAlive({ pid, host, since }: Holder): boolean {
  if (host !== hostname()) return true;
  const boot = Date.now() - uptime() * 1000;
  if (Date.parse(since) < boot) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, host, since } = value as Partial<Record<keyof Holder, unknown>>;
    return typeof pid === 'number' && typeof host === 'string' && typeof since === 'string'
      ? { pid, host, since }
      : undefined;
  } catch {
    return undefined;
  }
}
