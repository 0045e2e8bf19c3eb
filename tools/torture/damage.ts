import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listCheckpoints } from '@convzoo/train/node';
import { convzoo } from './command.ts';
import type { Outcome } from './kill.ts';
import { resultOf, trainArgs } from './subjects/train.ts';

const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'one bit changed': async (path) => {
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(path, bytes);
  },
  'half of it missing': async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  empty: (path) => truncate(path, 0),
  missing: (path) => rm(path),
};

/**
 * The newest checkpoint of an interrupted run, damaged in each of its files in each way: the run resumes from the one
 * before, says so, and ends with the same bits.
 */
export async function damageCheckpoints(root: string): Promise<Outcome> {
  await mkdir(root, { recursive: true });
  const [whole, interrupted] = [join(root, 'whole'), join(root, 'interrupted')];
  await convzoo(trainArgs(whole));
  const expected = await resultOf(whole);
  await interrupt(interrupted);
  const problems: string[] = [];
  const [newest = ''] = await listCheckpoints(join(interrupted, 'checkpoints'));
  const cases = (await readdir(newest)).flatMap((file) =>
    Object.entries(damages).map((damage) => [file, ...damage] as const),
  );
  for (const [file, how, damage] of cases) {
    const folder = join(root, 'damaged');
    await cp(interrupted, folder, { recursive: true });
    await damage(join(folder, 'checkpoints', basename(newest), file));
    const { code, err } = await convzoo(trainArgs(folder));
    const found = await resultOf(folder);
    const differing = [...expected].filter(([path, hash]) => found.get(path) !== hash).map(([path]) => path);
    if (code !== 0) problems.push(`${file}, ${how}: exit code ${code}: ${err}`);
    else if (differing.length > 0) problems.push(`${file}, ${how}: ${differing.join(', ')} differ`);
    if (!err.includes('damaged')) problems.push(`${file}, ${how}: nothing is said of the damage`);
    await rm(folder, { recursive: true });
  }
  await rm(root, { recursive: true });
  return { name: 'damage', tried: `${cases.length} checkpoints`, problems };
}

/** Ends a run by a signal between two epochs, when it has two checkpoints. */
async function interrupt(folder: string): Promise<void> {
  const { code, err } = await convzoo(trainArgs(folder), {
    onError: (text, child) => {
      if (text.includes('epoch 1/3')) child.kill('SIGINT');
    },
  });
  if (code !== 130) throw new Error(`expected exit code 130 after SIGINT, found ${code}: ${err}`);
}
