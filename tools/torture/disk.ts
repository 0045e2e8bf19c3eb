import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convzoo, fixtures } from './command.ts';
import { contentsOf, strays } from './contents.ts';
import type { Outcome } from './kill.ts';
import { wasm } from './subjects/commands.ts';
import { brokenFiles, resultOf, trainArgs } from './subjects/train.ts';

const shapes = join(fixtures, 'shapes');

/** Commands that write into a folder, and what they need of room, in kilobytes: the disks are smaller. */
const writers = [
  { name: 'train', kilobytes: 400, args: (folder: string) => trainArgs(join(folder, 'run')) },
  {
    name: 'export',
    kilobytes: 40,
    args: (folder: string) => ['export', '--model', shapes, ...wasm, '--out', join(folder, 'model.onnx')],
  },
  {
    name: 'explain',
    kilobytes: 60,
    args: (folder: string) => [
      'explain',
      join(fixtures, 'photos'),
      '--model',
      shapes,
      ...wasm,
      '--out',
      folder,
    ],
  },
];

/**
 * Disks that fill, of several sizes, so that the last byte falls into another file each time. Where nothing may be
 * mounted, no file may grow beyond a limit instead.
 */
export async function fullDisk(root: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, kilobytes, args } of writers) {
    const problems: string[] = [];
    let how = 'full disks';
    for (const share of [0.3, 0.6, 0.9]) {
      const folder = join(root, `${name}-${share}`);
      await mkdir(folder, { recursive: true });
      const size = Math.round(kilobytes * share);
      const isMounted = mount(folder, ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs']);
      if (!isMounted) how = 'size limits, as nothing can be mounted';
      try {
        await writeFile(join(folder, 'older.txt'), 'kept');
        const limit = isMounted ? {} : { largestFile: Math.round(size / 8) };
        const { code, err } = await convzoo(args(folder), limit);
        if (code !== 1) problems.push(`${size} KB: expected exit code 1, found ${code}: ${err}`);
        if (!/full disk|size limit|room for checkpoints/.test(err))
          problems.push(`${size} KB: the message is ${err}`);
        problems.push(...(await leftOver(name, folder)).map((problem) => `${size} KB: ${problem}`));
        if ((await readFile(join(folder, 'older.txt'), 'utf8')) !== 'kept')
          problems.push('older.txt was changed');
      } finally {
        if (isMounted) spawnSync('umount', [folder]);
      }
    }
    outcomes.push({ name: `${name}, disk`, tried: `3 ${how}`, problems });
  }
  return outcomes;
}

/** A disk that fills while a run goes on: it ends with an error, and after some room was made, it is resumed. */
export async function fillingDisk(root: string): Promise<Outcome> {
  const name = 'train, filling disk';
  const [folder, whole] = [join(root, 'disk'), join(root, 'whole')];
  await mkdir(folder, { recursive: true });
  if (!mount(folder, ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs'])) {
    return { name, tried: '', problems: [], skipped: 'nothing can be mounted' };
  }
  const filler = join(folder, 'filler');
  try {
    const full = await convzoo(trainArgs(join(folder, 'run')), {
      onError: (text) => {
        if (text.includes('epoch 1/3')) fill(filler);
      },
    });
    const problems = await brokenFiles(join(folder, 'run'));
    if (full.code !== 1 || !full.err.includes('full disk')) {
      problems.push(`expected exit code 1 and a full disk, found ${full.code}: ${full.err}`);
    }
    await rm(filler);
    await convzoo(trainArgs(join(folder, 'run')));
    await convzoo(trainArgs(whole));
    const [expected, found] = [await resultOf(whole), await resultOf(join(folder, 'run'))];
    problems.push(...strays(found, expected).map((path) => `${path} differs from an undisturbed run`));
    return { name, tried: '1 disk', problems };
  } finally {
    spawnSync('umount', [folder]);
  }
}

/** Writes a file until the disk has no room. */
function fill(path: string): void {
  try {
    for (;;) appendFileSync(path, Buffer.alloc(4096));
  } catch {
    // It is full.
  }
}

/** Files that are not whole: pictures are whole if another run writes the same. */
async function leftOver(name: string, folder: string): Promise<string[]> {
  if (name === 'train') return await brokenFiles(join(folder, 'run'));
  const found = await contentsOf(folder);
  found.delete('older.txt');
  if (name === 'export') return [...found.keys()].map((path) => `${path} was written in part`);
  const whole = join(folder, '..', 'whole');
  await convzoo(writers.find((one) => one.name === name)!.args(whole));
  return strays(found, await contentsOf(whole)).map((path) => `${path} was written in part`);
}

/** Folders that cannot be written. */
export async function readOnly(root: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, args } of writers) {
    const folder = join(root, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'older.txt'), 'kept');
    const before = await contentsOf(folder);
    const isMounted = mount(folder, ['--bind', folder]) && mount(folder, ['-o', 'remount,bind,ro']);
    if (!isMounted && process.getuid?.() === 0) {
      outcomes.push({
        name: `${name}, read-only`,
        tried: '',
        problems: [],
        skipped: 'root may write anywhere',
      });
      continue;
    }
    if (!isMounted) await chmod(folder, 0o500);
    try {
      const { code, err } = await convzoo(args(folder));
      const problems = strays(await contentsOf(folder), before);
      if (code !== 1) problems.push(`expected exit code 1, found ${code}: ${err}`);
      if (!/read-only|no permission/.test(err)) problems.push(`the message is ${err}`);
      outcomes.push({ name: `${name}, read-only`, tried: '1 folder', problems });
    } finally {
      if (isMounted) spawnSync('umount', [folder]);
      else await chmod(folder, 0o700);
    }
  }
  return outcomes;
}

function mount(folder: string, args: readonly string[]): boolean {
  return spawnSync('mount', [...args, folder]).status === 0;
}
