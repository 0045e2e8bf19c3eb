import { describeArchitecture, multiClassHead } from '@convzoo/core';
import { useRuntime } from '@convzoo/runtime';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';
import { architectureOptions, builderOf, type ModelFlags, parseNumber } from '../zoo.js';
import { publishedClasses } from './models.js';

export interface SummaryFlags extends ModelFlags {
  model: string;
  classes?: string;
  json?: boolean;
}

/** `convzoo summary`: the layers of a model. */
export async function summary(flags: SummaryFlags, terminal: Terminal): Promise<void> {
  const architecture = builderOf(flags.model).architecture(architectureOptions(flags.model, flags));
  const classes =
    flags.classes === undefined
      ? publishedClasses(architecture.inputShape)
      : parseNumber('--classes', flags.classes);
  await useRuntime('cpu');
  const { layers, size } = describeArchitecture(architecture, multiClassHead(classes));
  if (flags.json === true) {
    terminal.out(
      `${JSON.stringify({ name: architecture.name, details: architecture.details, size, layers }, null, 2)}\n`,
    );
    return;
  }
  const { name, paper, details, inputShape } = architecture;
  const chosen = Object.entries(details).map(([key, value]) => `${key} ${value}`);
  const table = formatTable(
    ['layer', 'type', 'output', 'parameters', 'MACs', 'sees'],
    layers.map((layer) => [
      layer.name,
      layer.type,
      layer.outputShape.join('x'),
      layer.parameters,
      layer.macs,
      layer.receptiveField === null ? 'all' : `${layer.receptiveField} px`,
    ]),
  );
  const total = `${size.parameters.toLocaleString('en')} parameters, ${size.buffers.toLocaleString('en')} buffers, ${size.macs.toLocaleString('en')} MACs`;
  const title = `${name}${chosen.length > 0 ? ` (${chosen.join(', ')})` : ''} on ${inputShape.join('x')}`;
  const source = paper === undefined ? '' : `\n${paper.title}, ${paper.year}, ${paper.url}`;
  terminal.out(`${title}${source}\n\n${table}\n\n${total}\n`);
}
