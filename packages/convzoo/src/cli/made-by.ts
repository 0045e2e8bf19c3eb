import { basename, isAbsolute } from 'node:path';
import type { RuntimeReport } from '@convzoo/runtime';
import type { ExplainTask } from './explain-file.js';
import { version } from './version.js';

/** How heat maps were made, by name: what a sheet says at its end. */
export function madeBy(
  model: string,
  { classifier, cut, methods }: Pick<ExplainTask, 'classifier' | 'cut' | 'methods'>,
  { name: runtime, device }: RuntimeReport,
): Record<string, string> {
  const { architecture, preprocessing, head } = classifier;
  return {
    weights: model,
    network: `${architecture.name}, ${head.kind}, ${head.classes.length} classes`,
    input: `${architecture.inputShape.join(' x ')}, ${preprocessing.interpolation}`,
    layer: `${cut.name}, ${cut.shape.join(' x ')}`,
    methods: methods.map((method) => method.name).join(', '),
    runtime: `${runtime} on ${device}`,
    versions: `convzoo ${version()}, Node ${process.version}`,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** A model's name, without the folders of this machine above it. */
export const titleOf = (name: string): string =>
  isAbsolute(name) || name.startsWith('.') ? basename(name) : name;
