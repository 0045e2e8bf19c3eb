import { isBuiltin } from 'node:module';
import type { Package, Source } from './package.ts';

/** What the published code of a package may import. */
interface Layer {
  /** Folders of the workspace's packages that it may use. */
  packages: readonly string[] | 'all';
  /** Other people's packages that it may use; all where left out. */
  others?: RegExp;
  /** Whether it runs in browsers, so that only `*.node.ts` may import what is Node's. */
  browser: boolean;
}

const tensorflow = /^@tensorflow\//;

/** Whoever isn't in the table is an architecture: core, TensorFlow.js and nothing else. */
const architecture: Layer = { packages: ['core'], others: tensorflow, browser: true };

const layers: Readonly<Record<string, Layer>> = {
  core: { packages: [], others: tensorflow, browser: true },
  runtime: { packages: ['core'], others: tensorflow, browser: true },
  gradcam: { packages: ['core'], browser: true },
  train: { packages: ['core', 'data', 'weights'], browser: true },
  weights: { packages: ['core'], browser: false },
  data: { packages: ['core'], browser: false },
  'tfjs-backend-onnxruntime': { packages: [], browser: false },
  onnx: { packages: ['core', 'tfjs-backend-onnxruntime'], browser: false },
  bench: { packages: 'all', browser: false },
  convzoo: { packages: 'all', browser: false },
};

export const isTest = (path: string): boolean => /\.test\.ts$|\/fixtures\//.test(path);

/** Published sources import only what their layer may. */
export function layering({ folder, sources }: Package): string[] {
  const layer = layers[folder] ?? architecture;
  return sources
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, imports }: Source) =>
      imports
        .filter((name) => !/^[.#]/.test(name) && !mayImport(layer, folder, path, name))
        .map((name) => `${path} imports ${name}, which its layer may not (tools/skeleton/layers.ts)`),
    );
}

function mayImport(layer: Layer, folder: string, path: string, name: string): boolean {
  if (isBuiltin(name)) return !layer.browser || path.endsWith('.node.ts');
  const [, workspacePackage = name === 'convzoo' ? name : undefined] = name.match(/^@convzoo\/([^/]+)/) ?? [];
  if (workspacePackage === undefined) return layer.others?.test(name) ?? true;
  return layer.packages === 'all' || workspacePackage === folder || layer.packages.includes(workspacePackage);
}
