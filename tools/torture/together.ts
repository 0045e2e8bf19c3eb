import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { convzoo, fixtures } from './command.ts';
import { contentsOf, strays } from './contents.ts';
import type { Outcome } from './kill.ts';
import { wasm } from './subjects/commands.ts';
import { brokenFiles, trainArgs } from './subjects/train.ts';

/** Two processes that write to the same place at the same time. */
export async function together(root: string): Promise<Outcome[]> {
  await mkdir(root, { recursive: true });
  return [await twoTrainings(root), await twoExports(root)];
}

/** One trains; the other one is told who does. */
async function twoTrainings(root: string): Promise<Outcome> {
  const run = join(root, 'run');
  const ended = await Promise.all([convzoo(trainArgs(run)), convzoo(trainArgs(run))]);
  const problems = await brokenFiles(run);
  const codes = ended.map(({ code }) => code).sort();
  if (codes.join() !== '0,2') problems.push(`expected exit codes 0 and 2, found ${codes.join(' and ')}`);
  const refused = ended.find(({ code }) => code === 2)?.err ?? '';
  if (!/a run of process \d+/.test(refused)) problems.push(`the message is ${refused}`);
  return { name: 'train, twice', tried: '2 processes', problems };
}

/** Both write the same file, and it is whole. */
async function twoExports(root: string): Promise<Outcome> {
  const args = (out: string): string[] => [
    'export',
    '--model',
    join(fixtures, 'shapes'),
    ...wasm,
    '--out',
    out,
  ];
  const [alone, both] = [join(root, 'alone'), join(root, 'both')];
  await convzoo(args(join(alone, 'model.onnx')));
  const ended = await Promise.all([1, 2].map(() => convzoo(args(join(both, 'model.onnx')))));
  const problems = strays(await contentsOf(both), await contentsOf(alone)).map(
    (path) => `${path} is mixed up`,
  );
  for (const { code, err } of ended) if (code !== 0) problems.push(`exit code ${code}: ${err}`);
  return { name: 'export, twice', tried: '2 processes', problems };
}
