import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import type { TracedSource } from '../export/export-model.js';
import { traceKey, weightBytes } from './trace-key.node.js';

const DIGEST_BYTES = 32;
const DEFAULT_MEGABYTES = 2048;

/** Arranging smaller weights takes no longer than reading them. */
const FEWEST_BYTES = 4e6;

/** An unfinished file this old was left behind by a process that has ended. */
const ABANDONED_MS = 60 * 60 * 1000;

/** Writes in progress. */
const writing = new Set<Promise<void>>();

/**
 * How many bytes the cache may hold: `CONVZOO_COMPILED_CACHE_MB` megabytes, by default 2048; 0 turns it off.
 */
function cacheLimit(): number {
  const megabytes = Number(process.env.CONVZOO_COMPILED_CACHE_MB ?? DEFAULT_MEGABYTES);
  return Number.isFinite(megabytes) && megabytes > 0 ? megabytes * 1e6 : 0;
}

/** The key of what is arranged for a version of ONNX Runtime; undefined if it is not kept. */
export function compiledKey(traced: TracedSource, onnxRuntime: string): string | undefined {
  const isKept = cacheLimit() > 0 && weightBytes(traced) >= FEWEST_BYTES;
  return isKept ? traceKey(traced, onnxRuntime) : undefined;
}

/** The bytes stored under a key; undefined if there are none, or not those that were stored. */
export async function readCompiled(key: string): Promise<Uint8Array | undefined> {
  const path = pathOf(key);
  try {
    const entry = await readFile(path);
    const bytes = entry.subarray(DIGEST_BYTES);
    if (!digest(bytes).equals(entry.subarray(0, DIGEST_BYTES))) {
      await rm(path, { force: true });
      return undefined;
    }
    // What was used last is evicted last.
    await utimes(path, new Date(), new Date()).catch(() => {});
    return bytes;
  } catch {
    return undefined;
  }
}

/**
 * Stores bytes under a key in the background: whatever goes wrong, such as a full disk, only means that they
 * are computed again. The least recently used entries make room.
 */
export function storeCompiled(key: string, bytes: Uint8Array): void {
  if (bytes.length + DIGEST_BYTES > cacheLimit()) return;
  const write = store(key, bytes).catch(() => {});
  writing.add(write);
  void write.then(() => writing.delete(write));
}

/** Resolves when everything is stored. */
export async function compiledStored(): Promise<void> {
  await Promise.all(writing);
}

async function store(key: string, bytes: Uint8Array): Promise<void> {
  const path = pathOf(key);
  const unfinished = `${path}.${randomUUID()}.tmp`;
  await mkdir(cacheFolder(), { recursive: true });
  try {
    await writeFile(unfinished, [digest(bytes), bytes]);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await evict();
}

/** Removes the entries used longest ago until the rest fits, and files that were never finished. */
async function evict(): Promise<void> {
  const names = await readdir(cacheFolder());
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(cacheFolder(), name);
      const { size, mtimeMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: 0 }));
      return { path, size, mtimeMs, isUnfinished: name.endsWith('.tmp') };
    }),
  );
  let total = 0;
  for (const { path, size, mtimeMs, isUnfinished } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    total += size;
    const isOld = isUnfinished && Date.now() - mtimeMs > ABANDONED_MS;
    if (isOld || (!isUnfinished && total > cacheLimit())) await rm(path, { force: true });
  }
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function pathOf(key: string): string {
  return join(cacheFolder(), `${key}.bin`);
}

function cacheFolder(): string {
  const { CONVZOO_CACHE, XDG_CACHE_HOME } = process.env;
  return join(CONVZOO_CACHE || join(XDG_CACHE_HOME || join(os.homedir(), '.cache'), 'convzoo'), 'compiled');
}
