import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { exists } from '../files/exists.js';
import { hashInName } from './digest.js';
import { openUrl } from './http.js';
import type { DownloadOptions } from './options.js';
import { transfer } from './transfer.js';

export interface UrlDownloadOptions extends DownloadOptions {
  /** Hexadecimal; the whole hash or its beginning. Default: what the URL's file name ends in, if it does. */
  readonly sha256?: string | undefined;
}

/**
 * Downloads a URL into the folder `downloads` of `CONVZOO_CACHE` (default `~/.cache/convzoo`, under
 * `XDG_CACHE_HOME` if that is set), unless it is there. PyTorch puts the beginning of a file's sha256 into
 * its name (`resnet18-f37072fd.pth`), and it is verified by that; without any hash only the length is.
 * @returns the file's path
 * @throws ConvzooError download-failed or file-error; or the signal's reason
 */
export async function downloadUrl(url: string, options: UrlDownloadOptions = {}): Promise<string> {
  const name = basename(new URL(url).pathname).replace(/[^\w.-]/g, '_') || 'file';
  const hex = (options.sha256 ?? hashInName(name))?.toLowerCase();
  const key = createHash('sha256').update(`${url} ${hex}`).digest('hex').slice(0, 16);
  const target = join(downloadsFolder(), key, name);
  if (await exists(target)) return target;
  await transfer({
    ...options,
    file: url,
    target,
    digest: hex === undefined ? undefined : { algorithm: 'sha256', hex },
    open: (offset) => openUrl(url, offset, options.signal),
  });
  return target;
}

/** Where downloads that are not of the hub lie. */
export function downloadsFolder(): string {
  const { CONVZOO_CACHE, XDG_CACHE_HOME } = process.env;
  return join(CONVZOO_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'convzoo'), 'downloads');
}
