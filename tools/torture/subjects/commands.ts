import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtures } from '../command.ts';
import type { Subject } from '../subject.ts';
import { writesFiles } from './writes-files.ts';

const shapes = join(fixtures, 'shapes');
const photos = join(fixtures, 'photos');
export const wasm = ['--runtime', 'wasm'];

/** The commands that write files, and one that only reads. */
export const fileCommands: readonly Subject[] = [
  writesFiles({
    name: 'export',
    before: (folder) => writeFile(join(folder, 'model.onnx'), 'an older file'),
    args: (folder) => ['export', '--model', shapes, ...wasm, '--out', join(folder, 'model.onnx')],
  }),
  writesFiles({
    name: 'explain',
    args: (folder) => [
      'explain',
      photos,
      '--model',
      shapes,
      ...wasm,
      '--method',
      'layercam',
      '--out',
      folder,
    ],
  }),
  writesFiles({
    name: 'classify',
    args: () => ['classify', photos, '--model', shapes, ...wasm, '--json'],
    stdout: 'labels.json',
    mayBeEmpty: true,
  }),
  writesFiles({
    name: 'evaluate',
    before: async (folder) => {
      await cp(shapes, join(folder, 'model'), { recursive: true });
      await cp(join(fixtures, 'triangle.png'), join(folder, 'data/triangle/0.png'));
      await cp(join(fixtures, 'disc-and-square.png'), join(folder, 'data/square/0.png'));
    },
    args: (folder) => ['evaluate', join(folder, 'data'), '--model', join(folder, 'model'), ...wasm, '--json'],
    stdout: 'metrics.json',
    mayBeEmpty: true,
  }),
];
