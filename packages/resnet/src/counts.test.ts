import { describeArchitecture, multiClassHead } from '@convzoo/core';
import { expect, test } from 'vitest';
import {
  type ResNetOptions,
  resnet18,
  resnet20,
  resnet32,
  resnet34,
  resnet44,
  resnet50,
  resnet56,
  resnet101,
  resnet110,
  resnet152,
} from './index.js';

const builders = {
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  resnet152,
  resnet20,
  resnet32,
  resnet44,
  resnet56,
  resnet110,
};
type Row = [
  name: keyof typeof builders,
  options: ResNetOptions,
  classes: number,
  parameters: number,
  buffers?: number,
  macs?: number,
];

// Parameters, buffers and multiply-adds of torchvision (ImageNet) and of He et al. 2015, table 6 (CIFAR).
const rows: Row[] = [
  ['resnet18', {}, 1000, 11_689_512, 9_600, 1_814_073_344],
  ['resnet34', {}, 1000, 21_797_672, 17_024, 3_663_761_408],
  ['resnet50', {}, 1000, 25_557_032, 53_120, 4_089_184_256],
  ['resnet101', {}, 1000, 44_549_160, 105_344, 7_801_405_440],
  ['resnet152', {}, 1000, 60_192_808, 151_424, 11_513_626_624],
  // The paper's bottleneck strides one convolution earlier: fewer multiply-adds, equal parameters.
  ['resnet50', { variant: 'v1' }, 1000, 25_557_032, 53_120, 3_857_973_248],
  ['resnet101', { variant: 'v1' }, 1000, 44_549_160, 105_344, 7_570_194_432],
  ['resnet152', { variant: 'v1' }, 1000, 60_192_808, 151_424, 11_282_415_616],
  ['resnet18', { variant: 'v2' }, 1000, 11_687_720],
  ['resnet34', { variant: 'v2' }, 1000, 21_795_880],
  ['resnet50', { variant: 'v2' }, 1000, 25_549_352],
  ['resnet101', { variant: 'v2' }, 1000, 44_541_480],
  ['resnet152', { variant: 'v2' }, 1000, 60_185_128],
  ['resnet18', {}, 10, 11_181_642],
  ['resnet152', {}, 10, 58_164_298],
  ['resnet18', { inputChannels: 1 }, 1000, 11_683_240],
  ['resnet18', { stem: 'cifar', inputShape: [32, 32] }, 10, 11_173_962],
  ['resnet34', { stem: 'cifar', inputShape: [32, 32] }, 10, 21_282_122],
  ['resnet50', { stem: 'cifar', inputShape: [32, 32] }, 10, 23_520_842],
  ['resnet101', { stem: 'cifar', inputShape: [32, 32] }, 10, 42_512_970],
  ['resnet152', { stem: 'cifar', inputShape: [32, 32] }, 10, 58_156_618],
  ['resnet20', {}, 10, 269_722, 1_376, 40_551_040],
  ['resnet32', {}, 10, 464_154, 2_272, 68_862_592],
  ['resnet44', {}, 10, 658_586, 3_168, 97_174_144],
  ['resnet56', {}, 10, 853_018, 4_064, 125_485_696],
  ['resnet110', {}, 10, 1_727_962, 8_096, 252_887_680],
  ['resnet20', { shortcut: 'projection' }, 10, 272_474],
  ['resnet56', { shortcut: 'projection' }, 10, 855_770],
  ['resnet110', { shortcut: 'projection' }, 10, 1_730_714],
  // A plain twin of an option A net learns just as many parameters.
  ['resnet56', { residual: false }, 10, 853_018, 4_064, 125_485_696],
];

test.each(rows)(
  '%s %o with %i classes has the size it should',
  (name, options, classes, parameters, buffers, macs) => {
    const { size } = describeArchitecture(builders[name].architecture(options), multiClassHead(classes));
    expect(size).toEqual({ parameters, buffers: buffers ?? size.buffers, macs: macs ?? size.macs });
  },
);

test('maps halve while channels double', () => {
  const { taps } = describeArchitecture(resnet50.architecture(), multiClassHead(1000));
  expect(taps.map(({ shape }) => shape)).toEqual([
    [56, 56, 256],
    [28, 28, 512],
    [14, 14, 1024],
    [7, 7, 2048],
  ]);
  expect(taps.map(({ stride }) => stride)).toEqual([4, 8, 16, 32]);
});
