import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StateDict } from '@convzoo/core';
import { ConvzooError, fileError } from '@convzoo/core/errors';
import { parseJson } from '@convzoo/core/json';
import { parseSafetensors, saveWeights, writeAtomically } from '@convzoo/weights';
import type { Progress } from '../progress.js';
import type { TrainingState } from '../state.js';
import { syncDirectory } from './files.node.js';
import { parseProgress } from './parse-progress.js';

const files = {
  weights: 'model.safetensors',
  ema: 'ema.safetensors',
  optimizer: 'optimizer.safetensors',
  progress: 'progress.json',
} as const;

/** SHA-256 of each file of a checkpoint, by name. */
const hashesFile = 'hashes.json';

/** In the order of the names. At an epoch's last step there are two: before and after the epoch is evaluated. */
function nameOf({ step, epoch }: Progress): string {
  return `step-${String(step).padStart(9, '0')}-epoch-${String(epoch + 1).padStart(5, '0')}`;
}

const isCheckpoint = (name: string): boolean => /^step-\d{9,}-epoch-\d{5,}$/.test(name);
const isUnfinished = (name: string): boolean => /^step-.*\.unfinished$/.test(name);

/**
 * Writes a checkpoint as a directory, such as `step-000000120-epoch-00003`, which appears under its name when it is
 * whole and on the disk. All but the newest `keep` are then removed.
 *
 * @throws ConvzooError `file-error`; the earlier checkpoints are as they were
 */
export async function saveCheckpoint(directory: string, state: TrainingState, keep: number): Promise<void> {
  const target = join(directory, nameOf(state.progress));
  const unfinished = `${target}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await saveWeights(join(unfinished, files.weights), state.weights);
    if (state.ema !== undefined) await saveWeights(join(unfinished, files.ema), state.ema);
    await saveWeights(join(unfinished, files.optimizer), state.optimizer, {});
    await writeJson(join(unfinished, files.progress), state.progress);
    await writeJson(join(unfinished, hashesFile), await hashesOf(unfinished));
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
    await syncDirectory(directory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw ConvzooError.isInstance(error) ? error : fileError(target, 'to write a checkpoint', error);
  }
  await removeOld(directory, keep);
}

/** Paths of a directory's checkpoints, newest first. */
export async function listCheckpoints(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names
    .filter(isCheckpoint)
    .sort()
    .reverse()
    .map((name) => join(directory, name));
}

export interface NewestCheckpoint {
  readonly state: TrainingState;
  /** What is wrong with the newer checkpoints that were passed over. */
  readonly damaged: readonly ConvzooError[];
}

/**
 * Loads the newest checkpoint that is whole; undefined if the directory has none.
 *
 * @throws ConvzooError what is wrong with the newest one, if all are damaged
 */
export async function loadNewestCheckpoint(directory: string): Promise<NewestCheckpoint | undefined> {
  const damaged: ConvzooError[] = [];
  for (const path of await listCheckpoints(directory)) {
    try {
      return { state: await loadCheckpoint(path), damaged };
    } catch (error) {
      if (!ConvzooError.isInstance(error)) throw error;
      damaged.push(error);
    }
  }
  const [newest] = damaged;
  if (newest === undefined) return undefined;
  const { code, subject, expected, found } = newest;
  const remedy = 'No checkpoint of the run is whole: train again, in another folder.';
  throw new ConvzooError(code, { subject, expected, found, remedy, cause: newest });
}

/**
 * Loads a checkpoint after comparing the hashes of its files.
 *
 * @throws ConvzooError `file-error` for a missing file; `invalid-data` for one that has changed or makes no sense;
 * `invalid-weights`
 */
export async function loadCheckpoint(path: string): Promise<TrainingState> {
  const names = Object.keys(await checkHashes(path));
  return {
    weights: await readTensors(join(path, files.weights)),
    optimizer: await readTensors(join(path, files.optimizer)),
    progress: parseProgress(await readText(join(path, files.progress)), join(path, files.progress)),
    ...(names.includes(files.ema) ? { ema: await readTensors(join(path, files.ema)) } : {}),
  };
}

async function hashesOf(directory: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of (await readdir(directory)).sort()) {
    hashes[name] = createHash('sha256')
      .update(await read(join(directory, name)))
      .digest('hex');
  }
  return hashes;
}

async function checkHashes(directory: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(directory, hashesFile);
  const expected = parseHashes(await readText(path), path);
  for (const [name, hash] of Object.entries(expected)) {
    const bytes = await read(join(directory, name));
    if (createHash('sha256').update(bytes).digest('hex') === hash) continue;
    throw damage(join(directory, name), 'the content that the checkpoint was written with', 'another');
  }
  return expected;
}

function parseHashes(text: string, path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    value = undefined;
  }
  const needed = [files.weights, files.optimizer, files.progress];
  if (typeof value === 'object' && value !== null && needed.every((name) => Object.hasOwn(value, name))) {
    return Object.fromEntries(Object.entries(value));
  }
  throw damage(path, 'the hashes of a checkpoint', text.slice(0, 80));
}

const damage = (subject: string, expected: string, found: string): ConvzooError =>
  new ConvzooError('invalid-data', {
    subject,
    expected,
    found,
    remedy: 'Delete this checkpoint to resume from the one before it.',
  });

async function readTensors(path: string): Promise<StateDict> {
  return parseSafetensors(await read(path), path).stateDict;
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await read(path));
}

async function read(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error: unknown) => {
    throw fileError(path, 'a file of a checkpoint', error);
  });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomically(path, [new TextEncoder().encode(JSON.stringify(value))]);
}

/** Removes old checkpoints, and what an earlier process left unfinished. */
async function removeOld(directory: string, keep: number): Promise<void> {
  const names = await readdir(directory);
  const old = names.filter(isCheckpoint).sort().slice(0, -keep);
  for (const name of [...old, ...names.filter(isUnfinished)]) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}
