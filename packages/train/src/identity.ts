import type { HeadKind, ImageClassifier } from '@convzoo/core';
import type { Dataset } from '@convzoo/data';
import type { OptimizerOptions } from './optimizers/create-optimizer.js';

/** What a run is: a state of another one cannot be resumed. */
export interface RunIdentity {
  readonly architecture: string;
  readonly head: HeadKind;
  readonly classes: readonly string[];
  readonly optimizer: OptimizerOptions['kind'];
  readonly samples: number;
  /** Hash of the samples' labels and names, in their order; the directory that they lie in does not count. */
  readonly data: string;
  readonly learningRate: number;
}

export function identityOf(
  { architecture, head }: Pick<ImageClassifier, 'architecture' | 'head'>,
  { samples }: Dataset,
  optimizer: OptimizerOptions['kind'],
  learningRate: number,
): RunIdentity {
  const names = samples.map(({ id, label }) => `${JSON.stringify(label)} ${id.split(/[/\\]/).at(-1)}`);
  return {
    architecture: architecture.name,
    head: head.kind,
    classes: head.classes,
    optimizer,
    samples: samples.length,
    data: hash(names.join('\n')),
    learningRate,
  };
}

/** FNV-1a from two starts, 64 bits in hexadecimal: tells datasets apart, and runs in pages. */
function hash(text: string): string {
  return [0x811c9dc5, 0x9747b28c]
    .map((start) => {
      let value = start;
      for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
      return (value >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
