import { extname } from 'node:path';

/** One sentence for the files that were left out, with their endings, numbers and an example; or none. */
export function skippedFiles(directory: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const counts = new Map<string, number>();
  for (const path of paths) {
    const ending = extname(path).toLowerCase() || 'no ending';
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([ending, count]) => `${count} ${ending}`);
  const files =
    paths.length === 1
      ? '1 file was left out because of its ending'
      : `${paths.length} files were left out because of their endings`;
  return [
    `${directory}: ${files} (${kinds.join(', ')}), such as ${paths[0]}; ` +
      'JPEG, PNG, WebP, GIF, TIFF and AVIF are read',
  ];
}
