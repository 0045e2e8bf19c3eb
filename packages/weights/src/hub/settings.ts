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
