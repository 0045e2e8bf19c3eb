import * as alexnets from '@convzoo/alexnet';
import * as resnets from '@convzoo/resnet';
import * as vggs from '@convzoo/vgg';
import { expect, test } from 'vitest';
import { loadBuilder } from './load-builder.js';
import { choicesOf, models } from './registry.js';

test('the registry lists what the packages export', () => {
  const exported = [alexnets, vggs, resnets].flatMap((family) => Object.keys(family));
  expect(models.map(({ name }) => name).sort()).toEqual(exported.sort());
});

test.each(models)('$name is built by $package', async ({ name, family, package: packageName }) => {
  const architecture = (await loadBuilder(name)).architecture();
  expect(architecture).toMatchObject({ name, family, package: packageName });
});

test('every choice of a family can be built', async () => {
  for (const { name } of models) {
    const builder = await loadBuilder(name);
    for (const [option, values] of Object.entries(choicesOf(name))) {
      for (const value of values) expect(() => builder.architecture({ [option]: value })).not.toThrow();
    }
  }
});

test.each(['constructor', '__proto__', 'toString'])('%s is no network', async (name) => {
  await expect(loadBuilder(name)).rejects.toMatchObject({ code: 'unknown-name' });
});
