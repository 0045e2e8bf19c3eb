import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import { moduleUrl } from 'convzoo/node';
import { type Model, models } from './models.js';

/**
 * The models that some patterns name, in the order of the patterns: `vgg16`, `resnet*` (with `*` and
 * `?`), or `module#export` for a builder of another package, or of a file where the module starts
 * with a dot or a slash. Throws `unknown-name` for a pattern that names nothing, `missing-package` for a module that is
 * not there.
 */
export function selectModels(patterns: readonly string[]): Model[] {
  const selected = patterns.flatMap((pattern) =>
    pattern.includes('#') ? [outsideModel(pattern)] : matching(pattern),
  );
  return [...new Map(selected.map((model) => [`${model.module}#${model.export}`, model])).values()];
}

function matching(pattern: string): Model[] {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`);
  const found = models.filter(({ name }) => expression.test(name));
  if (found.length > 0) return found;
  const names = models.map(({ name }) => name);
  throw new ConvzooError('unknown-name', {
    subject: 'models',
    expected: names.join(', '),
    found: describe(pattern),
    remedy: `${didYouMean(pattern, names) ?? ''} Another package's model is named module#export.`.trim(),
  });
}

function outsideModel(reference: string): Model {
  const separator = reference.lastIndexOf('#');
  const name = reference.slice(separator + 1);
  return { name, export: name, module: moduleUrl(reference.slice(0, separator)), classes: 1000 };
}
