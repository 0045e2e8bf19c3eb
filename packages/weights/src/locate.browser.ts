// A page has no file system: every text is the name of a hub repository or an address.
import { ConvzooError } from '@convzoo/core/errors';
import { hashInName } from './download/digest.js';
import { downloadInPage } from './download/page.js';
import { checkRelative } from './files/relative.js';
import { openHubInPage } from './hub/page.js';
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
 * Finds the file that `source` names. Addresses are relative to the page.
 * @throws ConvzooError file-error, invalid-argument or download-failed; or the signal's reason
 */
export const locate: Locate = locator({
  ofText: async (text, options) => {
    const named = parseRepository(text);
    return named === undefined
      ? await locateAddress(absolute(text), options)
      : await locateOnHub(named.repository, named.file, options);
  },
  ofUrl: ({ href }, options) => locateAddress(href, options),
  ofAddress: locateAddress,
  ofRepository: locateOnHub,
});

function absolute(address: string): string {
  const base = typeof document === 'undefined' ? location.href : document.baseURI;
  if (URL.canParse(address, base)) return new URL(address, base).href;
  throw new ConvzooError('invalid-argument', {
    subject: address,
    expected: 'an address, or a hub repository such as timm/resnet50.a1_in1k',
    found: `a text that is none, seen from ${base}`,
  });
}

async function locateAddress(url: string, { sha256, ...options }: LocateOptions): Promise<LocatedFile> {
  const hex = (sha256 ?? hashInName(new URL(url).pathname))?.toLowerCase();
  return {
    path: url,
    read: () => {
      const digest = hex === undefined ? undefined : { algorithm: 'sha256' as const, hex };
      return downloadInPage({ ...options, url, file: url, digest });
    },
    readSibling: (file) => {
      const { href } = new URL(checkRelative(file), url);
      return downloadInPage({ ...options, url: href, file: href, digest: undefined });
    },
    reject: async (error) => ofDownload(url, error, 'Check the address, or sign in if it needs a login.'),
    // An address names one file; to ask for others would be a guess.
    readConfig: async () => undefined,
  };
}

async function locateOnHub(
  repository: string,
  file: string | undefined,
  options: LocateOptions,
): Promise<LocatedFile> {
  const snapshot = await openHubInPage(repository, options);
  const chosen = file ?? chooseFile(repository, snapshot.files);
  const folder = chosen.slice(0, chosen.lastIndexOf('/') + 1);
  const config = folder + configFile;
  return {
    path: `${repository}/${chosen}`,
    read: () => snapshot.read(chosen, options.sha256),
    readSibling: (name) => snapshot.read(folder + checkRelative(name)),
    reject: async (error) => error,
    readConfig: async () =>
      snapshot.files.includes(config)
        ? { path: `${repository}/${config}`, bytes: await snapshot.read(config) }
        : undefined,
  };
}
