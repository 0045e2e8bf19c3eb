import { type ClassifierBuilder, describeArchitecture, multiClassHead } from '@convzoo/core';
import { useRuntime } from '@convzoo/runtime';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';
import { zoo } from '../zoo.js';

/** What `convzoo models --json` prints for a model. */
export interface ModelRow {
  readonly name: string;
  readonly family: string;
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
  readonly inputShape: readonly number[];
  readonly lastConv: { readonly name: string; readonly shape: readonly number[] };
  /** Tags of published weights. */
  readonly weights: readonly string[];
}

/** Classes of the data set that a network was published on: ImageNet's, or CIFAR-10's for small images. */
export function publishedClasses([height]: readonly number[]): number {
  return (height ?? 0) < 64 ? 10 : 1000;
}

/** Measures one model as it was published. */
function modelRow(name: string, builder: ClassifierBuilder): ModelRow {
  const architecture = builder.architecture();
  const { family, inputShape, weights } = architecture;
  const { size, lastConv } = describeArchitecture(architecture, multiClassHead(publishedClasses(inputShape)));
  return {
    name,
    family,
    ...size,
    inputShape,
    lastConv: { name: lastConv.name, shape: lastConv.shape },
    weights: Object.keys(weights),
  };
}

/** `convzoo models`: every model with its size. */
export async function models({ json = false }: { json?: boolean }, terminal: Terminal): Promise<void> {
  await useRuntime('cpu');
  const rows = [...zoo].map(([name, builder]) => modelRow(name, builder));
  terminal.out(
    json
      ? `${JSON.stringify(rows, null, 2)}\n`
      : `${formatTable(
          ['model', 'parameters', 'MACs', 'input', 'last conv', 'weights'],
          rows.map((row) => [
            row.name,
            row.parameters,
            row.macs,
            row.inputShape.join('x'),
            `${row.lastConv.name} ${row.lastConv.shape.join('x')}`,
            row.weights.join(', '),
          ]),
        )}\n`,
  );
}
