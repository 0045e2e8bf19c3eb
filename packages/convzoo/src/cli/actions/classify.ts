import type { ConvzooError, DecodeOptions, Head } from '@convzoo/core';
import { classifyFiles, evenBatch, type LabeledFile } from '../classify-files.js';
import { defaultBatch } from '../defaults.js';
import { type InputImage, listInputs } from '../inputs.js';
import { commandLine, modelWords } from '../next-steps/words.js';
import { type ModelFlags, openModel } from '../open-model.js';
import { styled, type Text } from '../style.js';
import type { Terminal } from '../terminal.js';

export interface ClassifyFlags extends ModelFlags {
  readonly top?: number;
  readonly batch?: number;
  readonly filesFrom?: string;
}

/** One image's entry in the JSON output. */
export type ClassifiedImage = LabeledFile | { readonly image: string; readonly error: string };

/**
 * `convzoo classify`: labels of images. An image that cannot be read is reported, and the others are still classified.
 *
 * @returns whether all images were classified
 */
export async function classify(
  images: readonly string[],
  flags: ClassifyFlags,
  terminal: Terminal,
): Promise<boolean> {
  const { images: found, failures } = await listInputs(images, flags.filesFrom, terminal);
  const results: ClassifiedImage[] = [];
  let failed = 0;
  const report = (result: ClassifiedImage): void => {
    results.push(result);
    if ('error' in result) terminal.problem(result.error);
    else terminal.line(...formatLabels(result));
  };
  const onError = ({ message }: ConvzooError, image: string): void => {
    failed++;
    report({ image, error: message });
  };
  for (const { error, image } of failures) onError(error, image);
  if (found.length > 0) {
    const batch = evenBatch(found.length, flags.batch ?? defaultBatch);
    const model = await openModel(flags, terminal, batch);
    try {
      const decoding = decodingFor(model.head, flags.top);
      const { signal } = terminal;
      for await (const group of classifyFiles(model, found, { batch, decoding, onError, signal })) {
        for (const file of group) report(file);
        terminal.progress.show({
          text: 'classifying',
          done: results.length,
          total: found.length + failures.length,
          unit: 'images',
        });
      }
    } finally {
      model.dispose();
    }
  }
  terminal.json(results);
  if (results.some((result) => 'predictions' in result)) advise(found, flags, terminal);
  return failed === 0;
}

/** Multi-class heads decide on one class, but five are more informative. */
function decodingFor({ kind }: Head, top: number | undefined): DecodeOptions {
  if (top !== undefined) return { top };
  return kind === 'multi-class' ? { top: 5 } : {};
}

function formatLabels({ image, predictions }: LabeledFile): Text[] {
  const labels = predictions.map(({ label, score }, i) => {
    const text = `${label} ${(100 * score).toFixed(1)} %`;
    return i === 0 ? styled('green', text) : text;
  });
  const separated = labels.flatMap((label, i) => (i === 0 ? [label] : [', ', label]));
  return [`${image}: `, ...(labels.length === 0 ? ['no label applies'] : separated)];
}

function advise(images: readonly InputImage[], flags: ClassifyFlags, terminal: Terminal): void {
  const image = images.find((one) => typeof one === 'string') ?? 'photo.jpg';
  const command = commandLine('convzoo', 'explain', image, ...modelWords(flags));
  terminal.next([command, 'see which regions of the image support the label']);
}
