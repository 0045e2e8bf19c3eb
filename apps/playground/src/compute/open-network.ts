import { ConvzooError } from '@convzoo/core/errors';
import { pretrained } from 'convzoo';
import type { NetworkInfo, NetworkSource, Work } from './jobs.js';
import { keep } from './networks.js';

/** Opens a network of this site, of the hub, or of the user's. */
export async function openNetwork(source: NetworkSource, { signal, onProgress }: Work): Promise<NetworkInfo> {
  const { classifier, training, name } = await open(source, {
    signal,
    onProgress: ({ loaded, total }) => onProgress(total === undefined ? 0 : loaded / total),
  });
  if (classifier === undefined) {
    throw new ConvzooError('invalid-model', {
      subject: name,
      expected: 'a network with its weights',
      found: 'a file that can only be run',
    });
  }
  return keep({ classifier, training });
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
      return network === undefined
        ? pretrained(files, options)
        : pretrained(network, { ...options, weights: files });
    }
  }
}
