import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '@convzoo/core/errors';

/*
 * Unfinished downloads lie beside their target as `TARGET.incomplete`, free for anybody to continue (the
 * Python client of the hub names them so too), or as `TARGET.PID-ID.incomplete` while a process works on
 * them. Renaming takes one over atomically, so two processes never write to the same file.
 */

/** What this process works on. */
const claims = new Set<string>();

/** Takes over an unfinished download of `target` that nobody works on, or starts one. Returns its path. */
export async function claimPartial(target: string): Promise<string> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const claim = `${target}.${process.pid}-${randomUUID()}.incomplete`;
  claims.add(claim);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isPartialOf(name, basename(target)) && isFree(path) && (await tryRename(path, claim))) return claim;
  }
  await (await open(claim, 'wx')).close();
  return claim;
}

/** Leaves what has arrived, if anything, for later. */
export async function releasePartial(claim: string, target: string): Promise<void> {
  if ((await stat(claim)).size === 0) return discardPartial(claim);
  claims.delete(claim);
  await rename(claim, `${target}.incomplete`);
}

export async function discardPartial(claim: string): Promise<void> {
  claims.delete(claim);
  await rm(claim, { force: true });
}

/** Puts a finished download in its place. */
export async function finishPartial(claim: string, target: string): Promise<void> {
  await rename(claim, target);
  claims.delete(claim);
}

function isPartialOf(name: string, target: string): boolean {
  return name.startsWith(`${target}.`) && name.endsWith('.incomplete');
}

function isFree(path: string): boolean {
  const owner = /\.(\d+)-[\da-f-]+\.incomplete$/.exec(path)?.[1];
  if (owner === undefined) return true;
  return Number(owner) === process.pid ? !claims.has(path) : !isAlive(Number(owner));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** False where `from` is gone: somebody else was faster. */
async function tryRename(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
