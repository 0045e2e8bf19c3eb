import {
  givenFile,
  isGivenFolder,
  type LocatedFile,
  type LocateOptions,
  type WeightsSource,
} from './located-file.js';

/** Finds the file that a source of weights names. */
export type Locate = (source: WeightsSource, options?: LocateOptions) => Promise<LocatedFile>;

/** How a platform finds what is not at hand. */
export interface Places {
  ofText(text: string, options: LocateOptions): Promise<LocatedFile>;
  ofUrl(url: URL, options: LocateOptions): Promise<LocatedFile>;
  ofAddress(address: string, options: LocateOptions): Promise<LocatedFile>;
  ofRepository(repository: string, file: string | undefined, options: LocateOptions): Promise<LocatedFile>;
}

/** Finds each kind of source in its place. */
export function locator({ ofText, ofUrl, ofAddress, ofRepository }: Places): Locate {
  return async (source, options = {}) => {
    if (source instanceof Uint8Array || source instanceof Blob || isGivenFolder(source)) {
      return givenFile(source);
    }
    if (source instanceof URL) return await ofUrl(source, options);
    if (typeof source === 'string') return await ofText(source, options);
    const { source: place, sha256 } = source;
    const withHash = { ...options, sha256: options.sha256 ?? sha256 };
    return 'url' in place
      ? await ofAddress(place.url, withHash)
      : await ofRepository(place.repository, place.file, withHash);
  };
}
