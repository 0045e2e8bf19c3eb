import { type ClassifierBuilder, describeArchitecture, multiClassHead } from '@convzoo/core';
import { useRuntime } from '@convzoo/runtime';
import { loadBuilder, type RegisteredModel, models as registered } from '../../registry/registry.js';
import { type AddCommand, examples } from '../command.js';
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
  /** Tags of published weights, the recommended ones first. */
  readonly weights: readonly string[];
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
    weights: Object.keys(weights),
  };
}

/** `convzoo models`: every model of the registry with its size. */
export async function models({ json = false }: { json?: boolean }, terminal: Terminal): Promise<void> {
  await useRuntime('cpu');
  const rows: ModelRow[] = [];
  for (const model of registered) rows.push(modelRow(model, await loadBuilder(model.name)));
  if (json) {
    terminal.json(rows);
    return;
  }
  terminal.table(
    ['model', 'parameters', 'MACs', 'input', 'last conv', 'weights'],
    rows.map((row) => [
      row.name,
      row.parameters,
      row.macs,
      row.inputShape.join('x'),
      `${row.lastConv.name} ${row.lastConv.shape.join('x')}`,
      row.weights.join(', '),
    ]),
  );
}

/** Adds `convzoo models`. */
export const addModels: AddCommand = (program, { terminal }) => {
  program
    .command('models')
    .description('list the models with their sizes and published weights')
    .option('--json', 'print an array of rows')
    .addHelpText('after', examples(['convzoo models --json', 'for another program']))
    .action((flags) => models(flags, terminal));
};
