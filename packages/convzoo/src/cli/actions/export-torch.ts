import { join } from 'node:path';
import { parseTrainConfig } from '@convzoo/train';
import { runFiles } from '@convzoo/train/node';
import { writeTorchFolder } from '../../torch-folder/write-torch-folder.js';
import { readJsonObject } from '../read-json.js';
import type { Terminal } from '../terminal.js';
import { wrong } from '../wrong.js';
import type { ExportFlags } from './export.js';

export interface TorchFlags extends Omit<ExportFlags, 'torch'> {
  readonly torch: string;
}

/** The run says everything else. */
const known: readonly string[] = ['torch', 'model', 'epochs', 'json', 'quiet'];

/** `convzoo export --torch`: a folder from which PyTorch goes on with a training run. */
export async function exportToTorch(flags: TorchFlags, terminal: Terminal): Promise<void> {
  const { torch, model, epochs } = flags;
  const other = Object.entries(flags).find(([name, value]) => value !== undefined && !known.includes(name));
  if (other !== undefined)
    throw wrong('--torch', 'no flags but --model and --epochs beside it', `--${other[0]}`);
  if (model === undefined) throw wrong('--model', 'the folder of a training run', 'nothing');
  const file = join(model, runFiles.config);
  const { step, steps } = await writeTorchFolder(torch, {
    run: model,
    config: parseTrainConfig(await readJsonObject(file), file),
    epochs,
    signal: terminal.signal,
    onProgress: (done, total) =>
      terminal.progress.show({ text: 'writing images', done, total, unit: 'images' }),
  });
  terminal.progress.clear();
  terminal.json({ folder: torch, step, steps });
  terminal.line(`${torch}: ${steps - step} of ${steps} steps left`);
  terminal.next(
    [`torchrun --nproc_per_node 2 ${torch}/train.py`, 'go on in PyTorch, on two processes'],
    [`convzoo evaluate --model ${torch}/trained`, 'measure what came back'],
  );
}
