import type { ConvzooError, DecodeOptions, Head, Prediction } from '@convzoo/core';
import { classifyFiles, defaultBatch, evenBatch, type LabeledFile } from '../classify-files.js';
import { type AddCommand, examples } from '../command.js';
import { count } from '../flags.js';
import { listInputs } from '../inputs.js';
import { withModel } from '../model-options.js';
import { type ModelFlags, openModel } from '../open-model.js';
import type { Terminal } from '../terminal.js';

export interface ClassifyFlags extends ModelFlags {
  readonly top?: number;
  readonly batch?: number;
  readonly json?: boolean;
}

/** One image's entry in the JSON output. */
export type ClassifiedImage = LabeledFile | { readonly image: string; readonly error: string };

/**
 * `convzoo classify`: labels of images. An image that cannot be read is reported and the others are still classified.
 *
 * @returns whether all of them were
 */
export async function classify(
  images: readonly string[],
  flags: ClassifyFlags,
  terminal: Terminal,
): Promise<boolean> {
  const { paths, failures } = await listInputs(images);
  const results: ClassifiedImage[] = [];
  let failed = 0;
  const report = (result: ClassifiedImage): void => {
    results.push(result);
    if ('error' in result) terminal.note(result.error);
    else if (flags.json !== true) terminal.line(formatLine(result));
  };
  const onError = ({ message }: ConvzooError, image: string): void => {
    failed++;
    report({ image, error: message });
  };
  for (const { error, image } of failures) onError(error, image);
  if (paths.length > 0) {
    const batch = evenBatch(paths.length, flags.batch ?? defaultBatch);
    const model = await openModel(flags, terminal, batch);
    try {
      const decoding = decodingFor(model.head, flags.top);
      const { signal } = terminal;
      for await (const group of classifyFiles(model, paths, { batch, decoding, onError, signal })) {
        for (const file of group) report(file);
        terminal.status(`${results.length} of ${paths.length + failures.length} images`);
      }
    } finally {
      model.dispose();
    }
  }
  if (flags.json === true) terminal.json(results);
  return failed === 0;
}

/** Multi-class heads decide on one class, but five are more informative. */
function decodingFor({ kind }: Head, top: number | undefined): DecodeOptions {
  if (top !== undefined) return { top };
  return kind === 'multi-class' ? { top: 5 } : {};
}

function formatLine({ image, predictions }: LabeledFile): string {
  return `${image}: ${predictions.length === 0 ? 'no label applies' : predictions.map(formatLabel).join(', ')}`;
}

function formatLabel({ label, score }: Prediction): string {
  return `${label} ${(100 * score).toFixed(1)} %`;
}

/** Adds `convzoo classify`. */
export const addClassify: AddCommand = (program, { terminal, exit }) => {
  withModel(program.command('classify'))
    .description('classify images; `convzoo photo.jpg` is short for it')
    .argument('<image...>', 'files, folders or globs')
    .option('--top <n>', 'labels to print (default: 5, or those above the threshold)', count)
    .option('--batch <n>', 'images per batch, at most', count, defaultBatch)
    .option('--json', 'print an array of results')
    .addHelpText(
      'after',
      examples(
        ['convzoo cat.jpg', 'the five best labels of ResNet-50'],
        ['convzoo classify photos/ --model run --top 1', 'a folder, with a model that you trained'],
        ['convzoo classify *.jpg --json > labels.json', 'for another program'],
      ),
    )
    .action(async (images, flags) => exit((await classify(images, flags, terminal)) ? 0 : 1));
};
