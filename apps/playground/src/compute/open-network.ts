import { pretrained } from 'convzoo';
import type { NetworkInfo, NetworkSource, Work } from './jobs.js';
import { keep } from './networks.js';

/** Opens a network of this site, of the hub, or of the user's. */
export async function openNetwork(source: NetworkSource, { signal, onProgress }: Work): Promise<NetworkInfo> {
  const model = await open(source, {
    signal,
    onProgress: ({ loaded, total }) => onProgress(total === undefined ? 0 : loaded / total),
  });
  return keep(model);
}

type Options = Parameters<typeof pretrained>[1];

function open(source: NetworkSource, options: Options): ReturnType<typeof pretrained> {
  switch (source.kind) {
    case 'address':
      return pretrained(new URL(source.address), options);
    case 'published':
      return pretrained(source.name, options);
    case 'files': {
      const { files, network } = source;
      if (network !== undefined) return pretrained(network, { ...options, weights: files });
      const [file, ...others] = files.values();
      return pretrained(file !== undefined && others.length === 0 ? file : files, options);
    }
  }
}
