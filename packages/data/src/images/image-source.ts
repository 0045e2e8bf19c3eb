/**
 * Where an image comes from: a path (in a browser, an address to fetch), a URL, a `Blob` or `File`, or the
 * bytes of an image file.
 */
export type ImageSource = string | URL | Blob | Uint8Array;

/** How an error names the source: by its path or file name where it has one. */
export function nameOf(source: ImageSource): string {
  if (typeof source === 'string') return source;
  if (source instanceof URL) return source.href;
  return 'name' in source && typeof source.name === 'string' ? source.name : 'image';
}
