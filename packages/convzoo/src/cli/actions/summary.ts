import {
  type Architecture,
  describeArchitecture,
  type LayerRow,
  multiClassHead,
  type Size,
} from '@convzoo/core';
import { openArchitecture } from '../../open-architecture.js';
import { type NetworkFlags, networkOptions } from '../open-model.js';
import type { Terminal } from '../terminal.js';

export interface SummaryFlags extends NetworkFlags {
  readonly model: string;
  readonly classes?: number;
}

/** `convzoo summary`: the layers of a model. */
export async function summary(flags: SummaryFlags, terminal: Terminal): Promise<void> {
  const opened = await openArchitecture(flags.model, networkOptions(flags), terminal.signal);
  const { architecture } = opened;
  const { name, details } = architecture;
  const classes = flags.classes ?? opened.classes;
  const { layers, size } = describeArchitecture(architecture, multiClassHead(classes));
  terminal.json({ name, details, size, layers });
  for (const line of titleOf(architecture)) terminal.line(line);
  terminal.line('');
  terminal.table(
    ['layer', 'type', 'output', 'parameters', 'MACs', 'sees'],
    layers.map((layer) => [
      layer.name,
      layer.type,
      layer.outputShape.join('x'),
      layer.parameters,
      layer.macs,
      fieldOf(layer),
    ]),
  );
  terminal.line('');
  terminal.line(totalOf(size));
}

function titleOf({ name, paper, details, inputShape }: Architecture): string[] {
  const chosen = Object.entries(details).map(([key, value]) => `${key} ${value}`);
  const title = `${name}${chosen.length > 0 ? ` (${chosen.join(', ')})` : ''} on ${inputShape.join('x')}`;
  return paper === undefined ? [title] : [title, `${paper.title}, ${paper.year}, ${paper.url}`];
}

function fieldOf({ receptiveField }: LayerRow): string {
  return receptiveField === null ? 'all' : `${receptiveField} px`;
}

function totalOf({ parameters, buffers, macs }: Size): string {
  const [p, b, m] = [parameters, buffers, macs].map((n) => n.toLocaleString('en'));
  return `${p} parameters, ${b} buffers, ${m} MACs`;
}
