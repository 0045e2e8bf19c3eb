import type { ClassifierBuilder } from '@convzoo/core';
import { builderIn } from './builder-in.js';
import type { Model } from './models.js';

/** @throws ConvzooError `unknown-name` where the module does not export a builder of classifiers by that name */
export async function importBuilder(model: Model): Promise<ClassifierBuilder> {
  return builderIn(await import(model.module), model);
}
