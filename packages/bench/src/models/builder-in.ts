import { type ClassifierBuilder, ConvzooError, isClassifierBuilder } from '@convzoo/core';
import type { Model } from './models.js';

/**
 * A model's builder among the exports of its module.
 *
 * @throws ConvzooError `unknown-name` where the module does not export a builder of classifiers by that name
 */
export function builderIn(
  exports: Readonly<Record<string, unknown>>,
  { module, export: name }: Pick<Model, 'module' | 'export'>,
): ClassifierBuilder {
  const builder = Object.hasOwn(exports, name) ? exports[name] : undefined;
  if (isClassifierBuilder(builder)) return builder;
  throw new ConvzooError('unknown-name', {
    subject: `exports of ${module}`,
    expected: `${name} to be a builder of classifiers`,
    found: builder === undefined ? 'no such export' : `a ${typeof builder}`,
  });
}
