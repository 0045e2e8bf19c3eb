import type { Target } from '../target.ts';

const targets: Readonly<Record<string, () => Promise<{ readonly target: Target }>>> = {
  safetensors: () => import('./safetensors.ts'),
  'safetensors-index': () => import('./safetensors-index.ts'),
  'pytorch-zip': () => import('./pytorch-zip.ts'),
  'pytorch-legacy': () => import('./pytorch-legacy.ts'),
  h5: () => import('./h5.ts'),
  'keras-archive': () => import('./keras-archive.ts'),
  tfjs: () => import('./tfjs.ts'),
  idx: () => import('./idx.ts'),
  cifar: () => import('./cifar.ts'),
  'jpeg-header': () => import('./jpeg-header.ts'),
  onnx: () => import('./onnx.ts'),
  coco: () => import('./coco.ts'),
  voc: () => import('./voc.ts'),
  csv: () => import('./csv.ts'),
  jsonl: () => import('./jsonl.ts'),
  labels: () => import('./labels.ts'),
  preprocessing: () => import('./preprocessing.ts'),
  'train-config': () => import('./train-config.ts'),
  'timm-config': () => import('./timm-config.ts'),
  checkpoint: () => import('./checkpoint.ts'),
  log: () => import('./log.ts'),
};

export const targetNames: readonly string[] = Object.keys(targets);

export async function openTarget(name: string): Promise<Target> {
  return (await targets[name]!()).target;
}
