import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConvzooError } from '@convzoo/core/errors';
import { downloadUrl } from './download/url.js';
import { exists } from './files/exists.js';
import { readFileBytes } from './files/read.js';
import { checkRelative } from './files/relative.js';
import { openHub } from './hub/hub.js';
import {
  chooseFile,
  configFile,
  type LocatedFile,
  type LocateOptions,
  ofDownload,
  parseRepository,
} from './located-file.js';
import { type Locate, locator } from './locator.js';

/**
 * Brings the file that `source` names here, if it is not. A path that exists comes before anything else of
 * the same name.
 * @throws ConvzooError file-error or download-failed; or the signal's reason
 */
export const locate: Locate = locator({
  ofText: locateText,
  ofUrl: (url, options) => locateText(url.protocol === 'file:' ? fileURLToPath(url) : url.href, options),
  ofAddress: locateUrl,
  ofRepository: locateOnHub,
});

async function locateText(text: string, options: LocateOptions): Promise<LocatedFile> {
  return (await locateLocal(text)) ?? (await locateRemote(text, options));
}

async function locateLocal(path: string): Promise<LocatedFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  const file = found.isDirectory() ? join(path, chooseFile(path, await readdir(path))) : path;
  const config = join(dirname(file), configFile);
  return {
    path: file,
    read: () => readFileBytes(file),
    readSibling: async (name) => readFileBytes(join(dirname(file), checkRelative(name))),
    reject: async (error) => error,
    readConfig: async () => ((await exists(config)) ? readNamed(config) : undefined),
  };
}

async function readNamed(path: string): Promise<{ path: string; bytes: Uint8Array }> {
  return { path, bytes: await readFileBytes(path) };
}

async function locateRemote(source: string, options: LocateOptions): Promise<LocatedFile> {
  if (/^https?:\/\//.test(source)) return locateUrl(source, options);
  const named = parseRepository(source);
  if (named !== undefined) return locateOnHub(named.repository, named.file, options);
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
    read: () => readFileBytes(path),
    readSibling: async (file) => {
      const downloaded = await downloadUrl(new URL(checkRelative(file), url).href, { signal, onProgress });
      paths.push(downloaded);
      return readFileBytes(downloaded);
    },
    reject: async (error) => {
      await Promise.all(paths.map((downloaded) => rm(downloaded, { force: true })));
      const remedy =
        'The download was removed from the cache. Check the address, or sign in if it needs a login.';
      return ofDownload(url, error, remedy);
    },
    // A URL names one file; to ask for others would be a guess.
    readConfig: async () => undefined,
  };
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
  const path = await snapshot.download(chosen, options.sha256);
  return {
    path,
    read: () => readFileBytes(path),
    readSibling: async (name) => readFileBytes(await snapshot.download(folder + checkRelative(name))),
    // The hub's hashes say that this is what was published.
    reject: async (error) => error,
    readConfig: async () => {
      const present = files ?? (await snapshot.files());
      if (!present.includes(folder + configFile)) return undefined;
      return readNamed(await snapshot.download(folder + configFile));
    },
  };
}
