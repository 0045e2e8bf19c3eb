import { existsSync } from 'node:fs';
import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import { openTask } from '../accuracy/tasks.js';
import { findBrowser } from '../browser/find-browser.js';
import { isInBrowser } from '../measure/subject.js';
import { importBuilder } from '../models/import-builder.js';
import { type Model, models as registered } from '../models/models.js';
import { columnTitles } from '../report/tables.js';
import type { Settings } from './settings.js';

/**
 * Ends the command at once where a measuring process would fail hours later: no browser, networks that their module
 * does not export, data that cannot be read, weights that no network has.
 *
 * @throws ConvzooError
 */
export async function checkInput({ engines, models, measures, tasks }: Settings): Promise<void> {
  if (engines.some((engine) => engine !== 'all' && isInBrowser(engine))) findBrowser();
  const known = new Set(registered.map(({ module }) => module));
  for (const model of models) if (!known.has(model.module)) await importBuilder(model);
  if (!measures.includes('accuracy')) return;
  for (const task of tasks) {
    if (task.weights !== undefined) await checkWeights(task.weights, models);
    await openTask(task);
  }
}

/** A single word that is no file is a tag of published weights, which one of the networks must have. */
async function checkWeights(weights: string, models: readonly Model[]): Promise<void> {
  if (!/^[\w-]+$/.test(weights) || existsSync(weights)) return;
  const builders = await Promise.all(models.map(importBuilder));
  const tags = [...new Set(builders.flatMap((builder) => Object.keys(builder.architecture().weights)))];
  if (tags.includes(weights)) return;
  throw new ConvzooError('unknown-name', {
    subject: '--weights',
    expected: `published weights of the networks (${tags.join(', ') || 'they have none'}), a file, a URL or a hub repository`,
    found: describe(weights),
    remedy: didYouMean(weights, tags),
  });
}

/**
 * Titles of columns, whatever their case.
 *
 * @throws ConvzooError `unknown-name`, with the nearest title
 */
export function parseColumns(text: string): string[] {
  return text.split(',').map((item) => {
    const name = item.trim();
    const found = columnTitles.find((title) => title.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
    throw new ConvzooError('unknown-name', {
      subject: '--columns',
      expected: columnTitles.join(', '),
      found: describe(name),
      remedy: didYouMean(name, columnTitles),
    });
  });
}
