import type { ConvzooError, DecodeOptions, Head, Prediction } from '@convzoo/core';
import { classifyFiles, defaultBatch, evenBatch, type LabeledFile } from '../classify-files.js';
import { listInputs } from '../inputs.js';
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
