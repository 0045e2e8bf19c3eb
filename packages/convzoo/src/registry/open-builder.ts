import { type ClassifierBuilder, isClassifierBuilder, type ModelDescription } from '@convzoo/core';
import { ConvzooError, describe } from '@convzoo/core/errors';
import { importModule } from '#platform';
import { loadBuilder } from './load-builder.js';
import { models } from './registry.js';

/**
 * The builder that a description names: of the registry, or of the package that the file was trained with.
 *
 * @throws ConvzooError `unknown-name` for a network that no package of the description exports
 */
export async function describedBuilder({ architecture }: ModelDescription): Promise<ClassifierBuilder> {
  const { name, package: packageName } = architecture;
  if (packageName !== undefined && !packageName.startsWith('@convzoo/'))
    return await exportedBuilder(packageName, name);
  if (models.some((model) => model.name === name)) return await loadBuilder(name);
  throw new ConvzooError('unknown-name', {
    subject: `network "${name}" of the file`,
    expected: 'a network of convzoo, or one whose package the file names',
    found: 'neither',
    remedy:
      `Open it with the module that exports the network: \`--model ./module.js#${name} --weights FILE\`, or ` +
      `pretrained('./module.js#${name}', { weights }). Files name the package that is given to ` +
      'classifierBuilder(…, { package }).',
  });
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
