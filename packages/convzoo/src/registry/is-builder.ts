import type { ClassifierBuilder } from '@convzoo/core';

/** Whether a module's export is what `classifierBuilder` returns. */
export function isBuilder(value: unknown): value is ClassifierBuilder {
  return typeof value === 'function' && 'architecture' in value && typeof value.architecture === 'function';
}
