import { type ClassifierBuilder, isClassifierBuilder, type ModelDescription } from '@convzoo/core';
import { ConvzooError, describe } from '@convzoo/core/errors';
import { importModule } from '#platform';
import { loadBuilder } from './load-builder.js';

/** The builder that a description names: of the registry, or of the package that the file was trained with. */
export async function describedBuilder({ architecture }: ModelDescription): Promise<ClassifierBuilder> {
  const { name, package: packageName } = architecture;
  if (packageName === undefined || packageName.startsWith('@convzoo/')) return await loadBuilder(name);
  return await exportedBuilder(packageName, name);
}

/** The builder that a module exports under a name: an installed package, or a file by its path. */
export async function exportedBuilder(specifier: string, name: string): Promise<ClassifierBuilder> {
  const module = await importModule(specifier);
  const exported: unknown = Object.hasOwn(module, name) ? Reflect.get(module, name) : undefined;
  if (isClassifierBuilder(exported)) return exported;
  throw new ConvzooError('unknown-name', {
    subject: specifier,
    expected: 'the name of a builder that it exports, made with classifierBuilder',
    found: describe(name),
    remedy: `It exports ${Object.keys(module).join(', ') || 'nothing'}.`,
  });
}
