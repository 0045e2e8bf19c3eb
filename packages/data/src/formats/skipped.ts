import { extname } from 'node:path';

/** One sentence about the files that were skipped, with their extensions, counts and an example; or none. */
export function skippedFiles(directory: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const counts = new Map<string, number>();
  for (const path of paths) {
    const extension = extname(path).toLowerCase() || 'no extension';
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  const kinds = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([extension, count]) => `${count} ${extension}`);
  const files =
    paths.length === 1
      ? '1 file was skipped because of its'
      : `${paths.length} files were skipped because of their`;
  return [
    `${directory}: ${files} extension (${kinds.join(', ')}), such as ${paths[0]}; ` +
      'supported are JPEG, PNG, WebP, GIF, TIFF and AVIF',
  ];
}
