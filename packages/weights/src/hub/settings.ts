import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getHFHubCachePath } from '@huggingface/hub';

export interface HubSettings {
  readonly endpoint: string;
  readonly cacheFolder: string;
  readonly offline: boolean;
  readonly token: string | undefined;
}

/** The environment variables of Hugging Face's own clients, read anew each time. */
export function hubSettings(): HubSettings {
  const { HF_ENDPOINT, HF_HUB_OFFLINE, HF_TOKEN } = process.env;
  return {
    endpoint: (HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    // From HF_HUB_CACHE, HF_HOME and XDG_CACHE_HOME.
    cacheFolder: getHFHubCachePath(),
    offline: ['1', 'ON', 'YES', 'TRUE'].includes((HF_HUB_OFFLINE ?? '').toUpperCase()),
    token: HF_TOKEN || undefined,
  };
}

/** The token that `huggingface-cli login` (or `hf auth login`) stored; undefined where there is none. */
export async function storedToken(): Promise<string | undefined> {
  const { HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME } = process.env;
  const home = HF_HOME || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  const text = await readFile(HF_TOKEN_PATH || join(home, 'token'), 'utf8').catch(() => '');
  return text.trim() || undefined;
}
