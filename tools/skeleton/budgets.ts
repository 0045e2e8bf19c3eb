import type { Package } from './package.ts';

/** The most names, types included, that a package's root may export. What users don't call stays inside. */
const rootExports: Readonly<Record<string, number>> = {
  core: 60,
  data: 40,
  gradcam: 40,
  train: 60,
  bench: 35,
  report: 30,
  convzoo: 40,
  weights: 30,
  onnx: 25,
  'tfjs-backend-onnxruntime': 15,
};

/** For packages that the table lacks: architectures, and small ones. */
const otherRootExports = 20;

const longestFile = 400;

export function exportBudget({ folder, sources }: Package): string[] {
  const { length } = sources.find(({ path }) => path === 'src/index.ts')?.exports ?? [];
  const budget = rootExports[folder] ?? otherRootExports;
  return length <= budget
    ? []
    : [`src/index.ts: exports ${length} names, at most ${budget} (tools/skeleton/budgets.ts)`];
}

export function fileLengths({ sources }: Package): string[] {
  return sources
    .filter(({ lines }) => lines > longestFile)
    .map(({ path, lines }) => `${path}: has ${lines} lines, at most ${longestFile}`);
}
