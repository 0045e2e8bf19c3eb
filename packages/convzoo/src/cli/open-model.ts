import type { HeadKind } from '@convzoo/core';
import type { Model } from '../model/model.js';
import { type PretrainedOptions, pretrained } from '../pretrained.js';
import { defaultModel } from './defaults.js';
import type { Choices } from './flags.js';
import { readLabels } from './labels.js';
import { readPreprocessing } from './preprocessing.js';
import type { Terminal } from './terminal.js';

/** What a command line says of a network. */
export interface NetworkFlags {
  readonly size?: readonly [height: number, width: number];
  readonly channels?: number;
  readonly width?: number;
  readonly option?: Choices;
}

/** What a command line says of a model. */
export interface ModelFlags extends NetworkFlags {
  readonly model?: string;
  readonly weights?: string;
  readonly head?: HeadKind;
  readonly labels?: string;
  readonly preprocessing?: string;
  readonly runtime?: string;
}

/** Options of a network; undefined where a command line has none. */
export function networkOptions({
  size,
  channels,
  width,
  option,
}: NetworkFlags): PretrainedOptions['architecture'] {
  const given = {
    ...option,
    ...(size === undefined ? {} : { inputShape: size }),
    ...(channels === undefined ? {} : { inputChannels: channels }),
    ...(width === undefined ? {} : { width }),
  };
  return Object.keys(given).length === 0 ? undefined : given;
}

/** Opens the model that a command line names. `batch` is how many images will run at once. */
export async function openModel(flags: ModelFlags, terminal: Terminal, batch?: number): Promise<Model> {
  const { model, weights, head, labels, preprocessing, runtime } = flags;
  const architecture = networkOptions(flags);
  if (model === undefined) terminal.note(`using ${defaultModel}; --model chooses another`);
  return await openReference(
    model ?? defaultModel,
    {
      ...(weights === undefined ? {} : { weights }),
      ...(architecture === undefined ? {} : { architecture }),
      ...(head === undefined ? {} : { head }),
      ...(labels === undefined ? {} : { classes: await readLabels(labels) }),
      ...(preprocessing === undefined ? {} : { preprocessing: await readPreprocessing(preprocessing) }),
      ...(batch === undefined ? {} : { batch }),
      runtime: runtime ?? 'auto',
    },
    terminal,
  );
}

/** Opens a model, and shows the progress of downloads. */
export async function openReference(
  reference: string,
  options: PretrainedOptions,
  terminal: Terminal,
): Promise<Model> {
  try {
    return await pretrained(reference, {
      ...options,
      signal: terminal.signal,
      onProgress: ({ loaded, total }) =>
        terminal.progress.show({
          text: 'weights',
          done: loaded / 1e6,
          total: total === undefined ? undefined : total / 1e6,
          unit: 'MB',
        }),
    });
  } finally {
    terminal.progress.clear();
  }
}
