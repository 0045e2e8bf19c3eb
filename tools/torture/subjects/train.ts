import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listCheckpoints, loadCheckpoint } from '@convzoo/train/node';
import { loadWeights } from '@convzoo/weights';
import { convzoo, fixtures } from '../command.ts';
import { hashOf, temporariesIn } from '../contents.ts';
import type { Subject } from '../subject.ts';
import { wasm } from './commands.ts';

/** A run of 24 steps that saves after every second one. */
export function trainArgs(out: string): string[] {
  const network = ['--model', 'resnet20', '--width', '0.25', '--size', '12'];
  const settings = ['--epochs', '3', '--batch', '4', '--optimizer', 'adamw', '--ema', '0.9'];
  const files = ['--checkpoint-every', '2', '--resume', '--out', out];
  return ['train', join(fixtures, 'photos'), ...network, ...settings, ...files, ...wasm];
}

/** Training is resumed after each kill, and must end with the same bits. */
export const training: Subject = {
  name: 'train',
  open: async (root) => {
    const [reference, folder] = [join(root, 'reference'), join(root, 'disturbed')];
    const { code, err, ms } = await convzoo(trainArgs(reference));
    if (code !== 0) throw new Error(`train failed undisturbed: ${err}`);
    const done = await resultOf(reference);
    return {
      duration: ms,
      run: async (killAfter) => {
        const { signal, code: ended, err: said } = await convzoo(trainArgs(folder), { killAfter });
        if (signal === 'SIGKILL') return true;
        if (ended === 0) return false;
        throw new Error(`train failed after a kill: ${said}`);
      },
      problems: () => brokenFiles(folder),
      finish: async () => {
        const found = await resultOf(folder);
        const left = (await temporariesIn(folder)).map((path) => `${path} was left behind`);
        await rm(folder, { recursive: true });
        const differing = [...done].filter(([file, hash]) => found.get(file) !== hash);
        return [...differing.map(([file]) => `${file} differs from an undisturbed run`), ...left];
      },
    };
  },
};

/** What training has computed: the last checkpoint, the model and the metrics. */
export async function resultOf(run: string): Promise<Map<string, string>> {
  const [last = ''] = await listCheckpoints(join(run, 'checkpoints'));
  const tensors = ['model', 'ema', 'optimizer'].map((name) => join(last, `${name}.safetensors`));
  const paths = [...tensors, join(run, 'model.safetensors'), join(run, 'metrics.json')];
  const hashes = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path).catch(() => new Uint8Array());
      return [path.slice(run.length + 1), hashOf(bytes)] as const;
    }),
  );
  return new Map(hashes);
}

/** Files of a run that are there under their own names and are not whole. */
export async function brokenFiles(run: string): Promise<string[]> {
  await mkdir(run, { recursive: true });
  const checkpoints = await listCheckpoints(join(run, 'checkpoints'));
  const checks: [string, (path: string) => Promise<unknown>][] = [
    ...checkpoints.map((path): [string, typeof loadCheckpoint] => [path, loadCheckpoint]),
    [join(run, 'model.safetensors'), loadWeights],
  ];
  for (const name of await readdir(run)) {
    if (name.endsWith('.json'))
      checks.push([join(run, name), async (path) => JSON.parse(await readFile(path, 'utf8'))]);
    if (name.endsWith('.html')) checks.push([join(run, name), endsInHtml]);
  }
  const problems = await Promise.all(
    checks.map(async ([path, check]) => {
      if (!existsSync(path)) return [];
      return await check(path).then(
        () => [],
        (error: unknown) => [`${path} is not whole: ${error instanceof Error ? error.message : error}`],
      );
    }),
  );
  return problems.flat();
}

async function endsInHtml(path: string): Promise<void> {
  if (!(await readFile(path, 'utf8')).trimEnd().endsWith('</html>')) throw new Error('it is cut');
}
