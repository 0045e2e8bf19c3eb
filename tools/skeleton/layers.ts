import { isBuiltin } from 'node:module';
import type { Package, Source } from './package.ts';

/** What the published code of a package may import. */
interface Layer {
  /** Folders of the workspace's packages, or entry points of them such as `core/errors`, that it may use. */
  packages: readonly string[] | 'all';
  /** Packages of which it may use the types alone. */
  types?: readonly string[];
  /** Other people's packages that it may use; all where left out. */
  others?: RegExp;
  /** Whether it runs in browsers, so that only `*.node.ts` may import what is Node's. */
  browser: boolean;
}

const tensorflow = /^@tensorflow\//;

/** Whoever isn't in the table is an architecture: core, TensorFlow.js and nothing else. */
const architecture: Layer = { packages: ['core'], others: tensorflow, browser: true };

/** Entry points of core that are free of TensorFlow.js, in their types too. */
export const tensorflowFree: readonly string[] = [
  'preprocess',
  'state-dict',
  'errors',
  'json',
  'random',
  'description',
  'imagenet',
];

const layers: Readonly<Record<string, Layer>> = {
  core: { packages: [], others: tensorflow, browser: true },
  runtime: { packages: ['core/errors', 'tfjs-backend-onnxruntime'], others: tensorflow, browser: true },
  gradcam: { packages: ['core/errors'], types: ['core'], browser: true },
  train: { packages: ['core', 'data', 'report', 'weights'], browser: true },
  report: { packages: ['core/errors', 'core/preprocess'], browser: true },
  weights: { packages: tensorflowFree.map((name) => `core/${name}`), types: ['core'], browser: false },
  data: { packages: tensorflowFree.map((name) => `core/${name}`), types: ['core'], browser: false },
  cluster: { packages: ['core', 'data', 'train', 'weights'], browser: false },
  'tfjs-backend-onnxruntime': { packages: [], browser: true },
  serve: { packages: ['core', 'data'], browser: false },
  onnx: { packages: ['core', 'tfjs-backend-onnxruntime'], browser: true },
  bench: { packages: 'all', browser: false },
  convzoo: { packages: 'all', browser: false },
};

export const isTest = (path: string): boolean => /\.test\.ts$|\/fixtures\//.test(path);

/** Published sources import only what their layer may. */
export function layering({ folder, sources }: Package): string[] {
  const layer = layers[folder] ?? architecture;
  return sources
    .filter(({ path }) => !isTest(path))
    .flatMap((source) =>
      source.imports
        .filter((name) => !/^[.#]/.test(name) && !mayImport(layer, folder, source, name))
        .map((name) => `${source.path} imports ${name}, which its layer may not (tools/skeleton/layers.ts)`),
    );
}

function mayImport(layer: Layer, folder: string, { path, codeImports }: Source, name: string): boolean {
  if (isBuiltin(name)) return !layer.browser || path.endsWith('.node.ts');
  const [, entry] = name.match(/^@convzoo\/(.+)/) ?? [];
  if (entry === undefined) return layer.others?.test(name) ?? true;
  if (layer.packages === 'all') return true;
  const allowed = codeImports.includes(name) ? layer.packages : [...layer.packages, ...(layer.types ?? [])];
  return [folder, ...allowed].some((one) => entry === one || entry.startsWith(`${one}/`));
}
