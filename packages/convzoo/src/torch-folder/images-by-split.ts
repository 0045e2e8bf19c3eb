import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Head } from '@convzoo/core';
import type { Dataset } from '@convzoo/data';
import { writePicture } from '../platform.node.js';

export interface ImagesOptions {
  /** Called after each picture that is written. */
  readonly onProgress?: (pictures: number, of: number) => void;
  readonly signal?: AbortSignal;
}

/** The index of a class, or of each label that holds. */
type Target = number | readonly number[];

/** The images of each split with their targets. Those without a file of their own are written as PNG files. */
export async function imagesBySplit(
  splits: Readonly<Record<string, Dataset>>,
  head: Head,
  folder: string,
  { onProgress, signal }: ImagesOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const samples = Object.entries(splits).flatMap(([split, dataset]) =>
    dataset.samples.map((sample, i) => ({ split, sample, picture: join('images', split, `${i}.png`) })),
  );
  const own = samples.flatMap(({ sample }) => sample.file ?? []).map((file) => resolve(file));
  const root = own.length === samples.length ? commonFolder(own) : undefined;
  const listed: Record<string, [string, Target][]> = {};
  for (const [done, { split, sample, picture }] of samples.entries()) {
    signal?.throwIfAborted();
    if (root === undefined) {
      await mkdir(join(folder, dirname(picture)), { recursive: true });
      await writePicture(join(folder, picture), await sample.load());
      onProgress?.(done + 1, samples.length);
    }
    const path = root === undefined ? picture : relative(root, resolve(sample.file!));
    listed[split] ??= [];
    listed[split].push([path.split(sep).join('/'), targetOf(head, sample.label)]);
  }
  return { root: root ?? '.', ...listed };
}

function targetOf(head: Head, label: Parameters<Head['encode']>[0]): Target {
  const holding = [...head.encode(label).entries()].flatMap(([i, value]) => (value > 0 ? [i] : []));
  return head.kind === 'multi-class' ? holding[0]! : holding;
}

function commonFolder(files: readonly string[]): string {
  const [first = '', ...rest] = files.map((file) => dirname(file));
  return rest.reduce((common, folder) => {
    let shared = common;
    while (folder !== shared && !folder.startsWith(shared.endsWith(sep) ? shared : `${shared}${sep}`)) {
      shared = dirname(shared);
    }
    return shared;
  }, first);
}
