import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PublishedWeights } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import { downloadUrl } from './download/url.js';
import { exists } from './files/exists.js';
import { checkRelative } from './files/relative.js';
import { type HubOptions, openHub } from './hub/hub.js';

/** Where weights come from: a path, a URL, a hub repository, or a published set. */
export type WeightsSource = string | Pick<PublishedWeights, 'source' | 'sha256'>;

export interface LocateOptions extends HubOptions {
  /** What the file must hash to, hexadecimal, or the beginning of it. Local files are not hashed. */
  readonly sha256?: string | undefined;
}

/** A file here, and how to get at those that it names. */
export interface LocatedFile {
  readonly path: string;
  readonly sibling: (file: string) => Promise<string>;
  /** Forgets what was downloaded and did not parse, and returns the error to throw. */
  readonly reject: (error: unknown) => Promise<unknown>;
  /** The `config.json` beside it, if there is one. */
  readonly config: () => Promise<string | undefined>;
}

const weightsExtension = /\.(safetensors|pth|pt|th|bin|h5|hdf5|keras|json)$/i;
/** Describes the model whose weights lie beside it. */
export const configFile = 'config.json';
/** What a repository or a folder may hold, the best first. */
const weightsFiles = ['model.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin', 'model.json'];

/**
 * Brings the file that `source` names here, if it is not. A path that exists comes before anything else of
 * the same name.
 * @throws ConvzooError file-error or download-failed; or the signal's reason
 */
export async function locate(source: WeightsSource, options: LocateOptions = {}): Promise<LocatedFile> {
  if (typeof source === 'string') {
    return (await locateLocal(source)) ?? locateRemote(source, options);
  }
  const withHash = { ...options, sha256: options.sha256 ?? source.sha256 };
  return 'url' in source.source
    ? locateUrl(source.source.url, withHash)
    : locateOnHub(source.source.repository, source.source.file, withHash);
}

async function locateLocal(path: string): Promise<LocatedFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  const file = found.isDirectory() ? join(path, chooseFile(path, await readdir(path))) : path;
  const config = join(dirname(file), configFile);
  return {
    path: file,
    sibling: async (name) => join(dirname(file), checkRelative(name)),
    reject: async (error) => error,
    config: async () => ((await exists(config)) ? config : undefined),
  };
}

function locateRemote(source: string, options: LocateOptions): Promise<LocatedFile> {
  if (/^https?:\/\//.test(source)) return locateUrl(source, options);
  const [organization = '', name = '', ...file] = source.split('/');
  const isRepository = /^[\w-][\w.-]*$/.test(organization) && /^[\w-][\w.-]*$/.test(name);
  if (isRepository && (file.length > 0 || !weightsExtension.test(name))) {
    return locateOnHub(`${organization}/${name}`, file.join('/') || undefined, options);
  }
  throw new ConvzooError('file-error', {
    subject: source,
    expected: 'an existing file, a URL, or a hub repository such as timm/resnet50.a1_in1k',
    found: 'no such file',
  });
}

async function locateUrl(url: string, options: LocateOptions): Promise<LocatedFile> {
  const { signal, onProgress } = options;
  const path = await downloadUrl(url, options);
  const paths = [path];
  return {
    path,
    sibling: async (file) => {
      const downloaded = await downloadUrl(new URL(checkRelative(file), url).href, { signal, onProgress });
      paths.push(downloaded);
      return downloaded;
    },
    reject: async (error) => {
      await Promise.all(paths.map((downloaded) => rm(downloaded, { force: true })));
      return ofDownload(url, error);
    },
    // A URL names one file; to ask for others would be a guess.
    config: async () => undefined,
  };
}

/** An error about a cached file, said of the address that it came from. */
function ofDownload(url: string, error: unknown): unknown {
  if (!ConvzooError.isInstance(error)) return error;
  const { code, expected, found } = error;
  return new ConvzooError(code, {
    subject: url,
    expected,
    found,
    remedy: 'The download was removed from the cache. Check the address, or sign in if it needs a login.',
    cause: error,
  });
}

async function locateOnHub(
  repository: string,
  file: string | undefined,
  options: LocateOptions,
): Promise<LocatedFile> {
  const snapshot = await openHub(repository, options);
  const files = file === undefined ? await snapshot.files() : undefined;
  const chosen = file ?? chooseFile(repository, files ?? []);
  const folder = chosen.slice(0, chosen.lastIndexOf('/') + 1);
  return {
    path: await snapshot.download(chosen, options.sha256),
    sibling: (name) => snapshot.download(folder + checkRelative(name)),
    // The hub's hashes say that this is what was published.
    reject: async (error) => error,
    config: async () => {
      const present = files ?? (await snapshot.files());
      return present.includes(folder + configFile) ? snapshot.download(folder + configFile) : undefined;
    },
  };
}

/** The usual file, or else the only one that has weights. */
function chooseFile(place: string, files: readonly string[]): string {
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
