import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError, type StateDict } from '@convzoo/core';
import { parseSafetensors, saveWeights } from '@convzoo/weights';
import type { Progress, TrainingState } from '../state.js';
import { fileError, syncDirectory } from './files.node.js';

const files = {
  weights: 'model.safetensors',
  ema: 'ema.safetensors',
  optimizer: 'optimizer.safetensors',
  progress: 'progress.json',
} as const;

/** In the order of the names. At an epoch's last step there are two: before and after the epoch is evaluated. */
function nameOf({ step, epoch }: Progress): string {
  return `step-${String(step).padStart(9, '0')}-epoch-${String(epoch + 1).padStart(5, '0')}`;
}

const isCheckpoint = (name: string): boolean => /^step-\d{9,}-epoch-\d{5,}$/.test(name);
const isUnfinished = (name: string): boolean => /^step-.*\.unfinished$/.test(name);

/**
 * Writes a checkpoint as a directory, `step-000000120-epoch-00003`, which appears under its name only when it is whole and on
 * the disk, and then removes all but the newest `keep`.
 *
 * @throws ConvzooError `file-error`; the checkpoints before then are as they were
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
    await writeDurably(join(unfinished, files.progress), JSON.stringify(state.progress));
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
    await syncDirectory(directory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw ConvzooError.isInstance(error) ? error : fileError(target, 'to write a checkpoint', error);
  }
  await removeOld(directory, keep);
}

/** The newest checkpoint of a directory; undefined where there is none. */
export async function latestCheckpoint(directory: string): Promise<string | undefined> {
  const names = await readdir(directory).catch(() => []);
  const last = names.filter(isCheckpoint).sort().at(-1);
  return last === undefined ? undefined : join(directory, last);
}

/** @throws ConvzooError `file-error`, `invalid-weights`, or `invalid-data` for progress that makes no sense */
export async function loadCheckpoint(path: string): Promise<TrainingState> {
  const progress = await readProgress(join(path, files.progress));
  const names = await readdir(path);
  return {
    weights: await readTensors(join(path, files.weights)),
    optimizer: await readTensors(join(path, files.optimizer)),
    progress,
    ...(names.includes(files.ema) ? { ema: await readTensors(join(path, files.ema)) } : {}),
  };
}

async function readTensors(path: string): Promise<StateDict> {
  return parseSafetensors(await read(path), path).stateDict;
}

async function readProgress(path: string): Promise<Progress> {
  const text = new TextDecoder().decode(await read(path));
  const value: unknown = JSON.parse(text);
  if (isProgress(value)) return value;
  throw new ConvzooError('invalid-data', {
    subject: path,
    expected: 'the progress of a training run, format version 1',
    found: text.slice(0, 80),
  });
}

function isProgress(value: unknown): value is Progress {
  return typeof value === 'object' && value !== null && 'formatVersion' in value && value.formatVersion === 1;
}

async function read(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error: unknown) => {
    throw fileError(path, 'a file of a checkpoint', error);
  });
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what is no longer wanted, and what an earlier process did not finish. */
async function removeOld(directory: string, keep: number): Promise<void> {
  const names = await readdir(directory);
  const old = names.filter(isCheckpoint).sort().slice(0, -keep);
  for (const name of [...old, ...names.filter(isUnfinished)]) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}
