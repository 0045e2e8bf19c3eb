import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError, type ModelDescription, modelMetadata, parseModelDescription } from '@convzoo/core';
import { fileError, systemCode } from '@convzoo/core/errors';
import { runFiles } from '@convzoo/train/node';
import { formatSafetensors, parseSafetensors } from '@convzoo/weights';
import { type FileToPush, modelCard } from '@convzoo/weights/hub';

export interface FolderOptions {
  /** `owner/name`, for the model card. */
  readonly repository: string;
  readonly license?: string | undefined;
  /** Whether the training report goes along, which shows images of the data. */
  readonly report?: boolean | undefined;
}

const configFile = 'config.json';

/**
 * The files of a model's folder, or of a run's, that belong on the hub: weights, description, model card, metrics. What
 * they say of the folders of this machine is left out.
 *
 * @throws ConvzooError `file-error` for a folder without `model.safetensors`; `invalid-weights` for one that says nothing
 * of its network
 */
export async function filesToPush(folder: string, options: FolderOptions): Promise<FileToPush[]> {
  const path = join(folder, runFiles.model);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileError(path, 'the weights of a model, as `convzoo train` and `save` write them', cause);
  });
  const { stateDict, metadata } = parseSafetensors(bytes, path);
  const found = parseModelDescription(metadata, path);
  if (found === undefined) throw undescribed(path);
  const description = publishable(found);
  const config = await readOptional(join(folder, configFile));
  const card = await readOptional(join(folder, runFiles.card));
  const others = [runFiles.metrics, ...(options.report === true ? [runFiles.report] : [])];
  const contents = await Promise.all(
    others.map(async (name) => [name, await readOptional(join(folder, name))] as const),
  );
  return [
    text(runFiles.card, cardFor(card?.toString(), description, config?.toString(), options)),
    ...(config === undefined ? [] : [text(configFile, publishableConfig(config.toString()))]),
    {
      path: runFiles.model,
      content: new Uint8Array(formatSafetensors(stateDict, modelMetadata(description))),
    },
    ...contents.flatMap(([name, content]) =>
      content === undefined ? [] : [{ path: name, content: new Uint8Array(content) }],
    ),
  ];
}

/** The folder's own card, with the repository and the license filled in; a new one where there is none. */
function cardFor(
  own: string | undefined,
  description: ModelDescription,
  config: string | undefined,
  { repository, license }: FolderOptions,
): string {
  if (own === undefined) {
    const timm = config !== undefined && !config.includes('"architecture": "convzoo_');
    return modelCard(description, { repository, license, timm });
  }
  const named = own.replaceAll('path/to/this/folder', () => repository);
  return license === undefined
    ? named
    : named.replace(/^license: .*$/m, () => `license: ${JSON.stringify(license)}`);
}

/** A description whose data are named without the folders above them. */
function publishable<T extends Pick<ModelDescription, 'training'>>(description: T): T {
  const { training } = description;
  if (typeof training?.data !== 'string') return description;
  const data = training.data.split(/[/\\]/).findLast((part) => part !== '') ?? training.data;
  return { ...description, training: { ...training, data } };
}

function publishableConfig(config: string): string {
  const parsed: { convzoo?: ModelDescription } = JSON.parse(config);
  if (parsed.convzoo === undefined) return config;
  return `${JSON.stringify({ ...parsed, convzoo: publishable(parsed.convzoo) }, null, 2)}\n`;
}

const text = (path: string, content: string): FileToPush => ({
  path,
  content: new TextEncoder().encode(content),
});

async function readOptional(path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  return await readFile(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw fileError(path, 'a readable file', cause);
  });
}

function undescribed(path: string): ConvzooError {
  return new ConvzooError('invalid-weights', {
    subject: path,
    expected: 'weights that say which network they are of',
    found: 'none of convzoo’s metadata',
    remedy: 'Open the model with `pretrained` and save it: model.save(folder).',
  });
}
