import { type ClassifierBuilder, describeArchitecture, multiClassHead } from '@convzoo/core';
import { loadBuilder } from '../../registry/load-builder.js';
import { type RegisteredModel, models as registered } from '../../registry/registry.js';
import type { Terminal } from '../terminal.js';

/** What `convzoo models --json` prints for a model. */
export interface ModelRow {
  readonly name: string;
  readonly family: string;
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
  readonly inputShape: readonly number[];
  readonly lastConv: { readonly name: string; readonly shape: readonly number[] };
  /** Published weights, the recommended ones first. */
  readonly weights: readonly WeightsRow[];
}

/** Published weights, with the accuracy that their publisher states, in percent. */
export interface WeightsRow {
  readonly tag: string;
  readonly dataset: string;
  readonly top1: number;
  readonly top5: number;
}

/** Measures a model as its paper has it. */
function modelRow({ name, family, classes }: RegisteredModel, builder: ClassifierBuilder): ModelRow {
  const architecture = builder.architecture();
  const { inputShape, weights } = architecture;
  const { size, lastConv } = describeArchitecture(architecture, multiClassHead(classes));
  return {
    name,
    family,
    ...size,
    inputShape,
    lastConv: { name: lastConv.name, shape: lastConv.shape },
    weights: Object.entries(weights).map(([tag, { accuracy }]) => ({ tag, ...accuracy })),
  };
}

/** `convzoo models`: every model of the registry with its size, its published weights and their accuracy. */
export async function models(terminal: Terminal): Promise<void> {
  const rows: ModelRow[] = [];
  for (const model of registered) rows.push(modelRow(model, await loadBuilder(model.name)));
  terminal.json(rows);
  terminal.table(
    ['model', 'parameters', 'MACs', 'input', 'last conv', 'weights: top-1/top-5 %'],
    rows.map((row) => [
      row.name,
      row.parameters,
      row.macs,
      row.inputShape.join('x'),
      `${row.lastConv.name} ${row.lastConv.shape.join('x')}`,
      row.weights.map(({ tag, top1, top5 }) => `${tag} ${top1.toFixed(1)}/${top5.toFixed(1)}`).join(', '),
    ]),
  );
}
