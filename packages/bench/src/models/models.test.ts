import * as alexnets from '@convzoo/alexnet';
import * as resnets from '@convzoo/resnet';
import * as vggs from '@convzoo/vgg';
import { expect, test } from 'vitest';
import { models } from './models.js';

test.each([
  ['alexnet', alexnets],
  ['vgg', vggs],
  ['resnet', resnets],
])('every architecture of %s is a model', (family, builders) => {
  const names = models.filter((model) => model.family === family).map((model) => model.export);
  expect(names.sort()).toEqual(Object.keys(builders).sort());
});

test('family is what the architecture says', () => {
  const builders = new Map(Object.entries({ ...alexnets, ...vggs, ...resnets }));
  for (const { name, family } of models)
    expect(builders.get(name)?.architecture()).toMatchObject({ name, family });
});

test('networks for CIFAR have its classes', () => {
  const builders = new Map(Object.entries({ ...alexnets, ...vggs, ...resnets }));
  for (const model of models) {
    const [height] = builders.get(model.name)!.architecture().inputShape;
    expect(model.classes).toBe(height === 32 ? 10 : 1000);
  }
});
