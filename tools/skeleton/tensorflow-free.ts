import { importedTree } from './files.ts';
import { tensorflowFree } from './layers.ts';
import type { Package } from './package.ts';

/** Core's entry points for packages without TensorFlow.js import no package, not even through other files. */
export function freeOfTensorflow({ folder, manifest, sources }: Package): string[] {
  if (folder !== 'core') return [];
  return tensorflowFree.flatMap((name) => {
    const entry = Object(manifest.exports[`./${name}`])['@convzoo/source'];
    if (typeof entry !== 'string') return [`package.json: exports lacks "./${name}"`];
    return importedTree(entry.replace('./', ''), sources).flatMap(({ path, imports }) =>
      imports
        .filter((imported) => !imported.startsWith('.'))
        .map((imported) => `${path} imports ${imported}, but @convzoo/core/${name} must not need it`),
    );
  });
}
