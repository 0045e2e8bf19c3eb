import type { PublishedWeights } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import type { DownloadOptions } from './download/options.js';
import { checkRelative } from './files/relative.js';

/** The files of a folder by their paths in it, as a page gets them from somebody who chooses a folder. */
export type GivenFolder = ReadonlyMap<string, Blob>;

/**
 * Where weights come from: a path (in a page, an address), a URL, a hub repository, the bytes of a file, a `Blob` or
 * `File`, the files of a folder, or a published set.
 */
export type WeightsSource =
  | string
  | URL
  | Blob
  | Uint8Array
  | GivenFolder
  | Pick<PublishedWeights, 'source' | 'sha256'>;

export interface LocateOptions extends DownloadOptions {
  /** Branch, tag or commit of a hub repository. Default `main`. */
  readonly revision?: string | undefined;
  /** What the file must hash to, hexadecimal, or the beginning of it. Local files are not hashed. */
  readonly sha256?: string | undefined;
}

/** A file of weights, and how to get at those beside it. */
export interface LocatedFile {
  /** Its path or address, or what errors call bytes. */
  readonly path: string;
  read(): Promise<Uint8Array>;
  /** Reads a file that it names, relative to it. */
  readSibling(file: string): Promise<Uint8Array>;
  /** Forgets what was downloaded and did not parse, and returns the error to throw. */
  reject(error: unknown): Promise<unknown>;
  /** The `config.json` beside it, if there is one. */
  readConfig(): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined>;
}

const weightsExtension = /\.(safetensors|pth|pt|th|bin|h5|hdf5|keras|json)$/i;
/** Describes the model whose weights lie beside it. */
export const configFile = 'config.json';
/** What a repository or a folder may hold, the best first. */
const weightsFiles = ['model.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin', 'model.json'];

/** The usual file, or else the only one that has weights. */
export function chooseFile(place: string, files: readonly string[]): string {
  const usual = weightsFiles.find((name) => files.includes(name));
  const others = files.filter((name) => weightsExtension.test(name) && !/\.json$/i.test(name));
  const only = others.length === 1 ? others[0] : undefined;
  const chosen = usual ?? only;
  if (chosen !== undefined) return chosen;
  throw new ConvzooError('file-error', {
    subject: place,
    expected: `one of ${weightsFiles.join(', ')}, or a single file of weights`,
    found: others.length === 0 ? 'no file of weights' : others.join(', '),
    remedy: 'Name the file.',
  });
}

/** The repository of the hub that a text names, and the file in it; undefined for any other text. */
export function parseRepository(text: string): { repository: string; file: string | undefined } | undefined {
  const [organization = '', name = '', ...file] = text.split('/');
  const isRepository = /^[\w-][\w.-]*$/.test(organization) && /^[\w-][\w.-]*$/.test(name);
  if (!isRepository || (file.length === 0 && weightsExtension.test(name))) return undefined;
  return { repository: `${organization}/${name}`, file: file.join('/') || undefined };
}

const givenBytes = 'weights given as bytes';

/** Files that are at hand: bytes, which have nothing beside them, or a folder. */
export function givenFile(source: Uint8Array | Blob | GivenFolder): LocatedFile {
  if (isGivenFolder(source)) return fileOfFolder(source);
  const isNamed = 'name' in source && typeof source.name === 'string' && source.name !== '';
  return {
    path: isNamed ? `${source.name}` : givenBytes,
    read: async () => (source instanceof Uint8Array ? source : new Uint8Array(await source.arrayBuffer())),
    readSibling: async (file) => {
      throw new ConvzooError('file-error', {
        subject: file,
        expected: 'weights in one file where they are given as bytes',
        found: 'an index that names other files',
        remedy: 'Give the folder or the address of the index.',
      });
    },
    reject: async (error) => error,
    readConfig: async () => undefined,
  };
}

export function isGivenFolder(source: unknown): source is GivenFolder {
  return source instanceof Map;
}

function fileOfFolder(files: GivenFolder): LocatedFile {
  const chosen = chooseFile('the folder', [...files.keys()]);
  const read = async (path: string): Promise<Uint8Array> => {
    const file = files.get(path);
    if (file !== undefined) return new Uint8Array(await file.arrayBuffer());
    throw new ConvzooError('file-error', {
      subject: path,
      expected: `a file beside ${chosen}`,
      found: 'no such file in the folder',
    });
  };
  const folder = chosen.slice(0, chosen.lastIndexOf('/') + 1);
  const config = folder + configFile;
  return {
    path: chosen,
    read: () => read(chosen),
    readSibling: (name) => read(folder + checkRelative(name)),
    reject: async (error) => error,
    readConfig: async () => (files.has(config) ? { path: config, bytes: await read(config) } : undefined),
  };
}

/** An error about a downloaded file, said of the address that it came from. */
export function ofDownload(url: string, error: unknown, remedy: string): unknown {
  if (!ConvzooError.isInstance(error)) return error;
  const { code, expected, found } = error;
  return new ConvzooError(code, { subject: url, expected, found, remedy, cause: error });
}
