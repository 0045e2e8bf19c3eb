import { pathToFileURL } from 'node:url';
import { ConvzooError } from '@convzoo/core';
import { expect, test } from 'vitest';
import { networks } from '../fixtures/as-sources.js';
import { selectModels } from './select.js';

const names = (...patterns: string[]): string[] => selectModels(patterns).map(({ name }) => name);

test('exact names, in the order given and once each', () => {
  expect(names('vgg16', 'alexnet', 'vgg16')).toEqual(['vgg16', 'alexnet']);
});

test('wildcards stand for any characters, and for one', () => {
  expect(names('*_bn')).toEqual(['vgg11_bn', 'vgg13_bn', 'vgg16_bn', 'vgg19_bn']);
  expect(names('resnet?4')).toEqual(['resnet34', 'resnet44']);
  expect(names('alexnet')).toEqual(['alexnet']);
});

test('a builder of a file or of another package', () => {
  expect(selectModels([`${networks}#tiny`])).toEqual([
    { name: 'tiny', export: 'tiny', module: pathToFileURL(networks).href, classes: 1000 },
  ]);
  const [model] = selectModels(['vitest/config#defineConfig']);
  expect(model?.module).toMatch(/^file:.*vitest/);
});

test('a name that is not there', () => {
  expect(() => selectModels(['resnet5'])).toThrow(/found "resnet5"\. Did you mean "resnet5[06]"\?/);
  expect(() => selectModels(['vgg.6'])).toThrow(ConvzooError);
  expect(() => selectModels(['no-such-package#net'])).toThrow(/npm install no-such-package/);
});
