import { type Architecture, type ClassifierBuilder, isClassifierBuilder } from '@convzoo/core';
import { familyOf, models } from './registry.js';

/**
 * Imports a network's package.
 *
 * @returns the builder of the network
 * @throws ConvzooError `unknown-name`, with the nearest name
 */
export async function loadBuilder(name: string): Promise<ClassifierBuilder> {
  const exported: unknown = Reflect.get(await familyOf(name).load(), name);
  if (isClassifierBuilder(exported)) return exported;
  throw new TypeError(`${familyOf(name).package} does not export ${name}`);
}

/** Every network of the registry without weights, by which folders that timm wrote are recognized. */
export async function allArchitectures(): Promise<Architecture[]> {
  return await Promise.all(models.map(async ({ name }) => (await loadBuilder(name)).architecture()));
}
