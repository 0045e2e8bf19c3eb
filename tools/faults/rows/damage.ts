import { appendFile, cp, mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../row.ts';
import { network, photo, wasm } from './common.ts';

const resume = (out: string, epochs: number): readonly string[] => [
  ...['train', '@colors', ...network, '--epochs', `${epochs}`, '--batch', '8', '--out', out, '--resume'],
];

/** Damages the newest checkpoint of the run. */
const damage =
  (file: string, how: (path: string) => Promise<void>) =>
  async (folder: string): Promise<void> => {
    const checkpoints = join(folder, 'damaged', 'checkpoints');
    const newest = (await readdir(checkpoints)).sort().at(-1)!;
    await how(join(checkpoints, newest, file));
  };

/** The lock of a process that is running: this one. */
async function lock(folder: string): Promise<void> {
  const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  await cp(join(folder, 'damaged'), join(folder, 'locked'), { recursive: true });
  await writeFile(join(folder, 'locked', 'run.lock'), JSON.stringify(holder));
}

async function cutWeights(folder: string): Promise<void> {
  await cp(join(folder, 'damaged', 'model.safetensors'), join(folder, 'cut.safetensors'));
  await truncate(join(folder, 'cut.safetensors'), 5000);
}

async function preparePage(folder: string): Promise<void> {
  await mkdir(join(folder, 'page'), { recursive: true });
  await writeFile(join(folder, 'page', 'model.safetensors'), '<!DOCTYPE html><title>Sign in</title>');
}

export const damaged: readonly Row[] = [
  {
    right: 'a run is trained',
    args: ['train', '@colors', ...network, '--epochs', '2', '--batch', '8', '--out', '@damaged'],
    code: 0,
  },
  {
    right: 'a changed checkpoint is passed over, and this is said',
    before: damage('model.safetensors', (path) => appendFile(path, 'x')),
    args: resume('@damaged', 3),
    code: 0,
    says: ['damaged', 'epoch 3/3'],
  },
  {
    right: 'a cut progress file is passed over, and this is said',
    before: damage('progress.json', (path) => truncate(path, 10)),
    args: resume('@damaged', 4),
    code: 0,
    says: ['damaged', 'epoch 4/4'],
    hides: /SyntaxError/,
  },
  {
    right: 'another run in the same folder is refused by its process',
    before: lock,
    args: resume('@locked', 5),
    code: 2,
    says: [`process ${process.pid}`],
  },
  {
    right: 'weights that end too early are refused',
    before: cutWeights,
    args: ['classify', photo, ...network, '--weights', '@cut.safetensors'],
    code: 1,
    says: ['cut.safetensors'],
  },
  {
    right: 'a page instead of weights is named for what it is',
    before: preparePage,
    args: ['classify', photo, ...network, '--weights', '@page/model.safetensors'],
    code: 1,
    says: ['page/model.safetensors'],
  },
  {
    right: 'a file is not written into a folder that is not there by half',
    args: ['export', '--model', '@damaged', ...wasm, '--out', '@colors/red/0.png/x.onnx'],
    code: 1,
    says: ['x.onnx'],
  },
];
