import { describeCamVsGradCam } from './cam-vs-gradcam/describe.js';
import { measureCamVsGradCam } from './cam-vs-gradcam/measure.js';
import { describeDegradation } from './degradation/describe.js';
import { measureDegradation } from './degradation/measure.js';
import { describeHeads } from './heads/describe.js';
import { measureHeads } from './heads/measure.js';
import { describeIdentityMappings } from './identity-mappings/describe.js';
import { measureIdentityMappings } from './identity-mappings/measure.js';
import { describeReceptiveField } from './receptive-field/describe.js';
import { measureReceptiveFields } from './receptive-field/measure.js';
import { describeShapes } from './shapes/describe.js';
import { measureShapes } from './shapes/measure.js';
import { defineStudy, type Study } from './study.js';

/** In the order in which they are best read. */
export const studies: readonly Study[] = [
  defineStudy({
    name: 'receptive-field',
    claim: 'Three 3x3 convolutions see as far as one 7x7, with fewer weights and more non-linearities.',
    paper: {
      title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
      year: 2014,
      url: 'https://arxiv.org/abs/1409.1556',
    },
    quickBudget: 0.25,
    measure: measureReceptiveFields,
    describe: describeReceptiveField,
  }),
  defineStudy({
    name: 'shapes',
    claim: 'Channels grow while maps shrink; parameters, multiply-adds and time lie in different layers.',
    paper: {
      title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
      year: 2014,
      url: 'https://arxiv.org/abs/1409.1556',
    },
    quickBudget: 0.25,
    measure: measureShapes,
    describe: describeShapes,
  }),
  defineStudy({
    name: 'degradation',
    claim: 'Plain networks train worse the deeper they are; shortcuts undo it.',
    paper: {
      title: 'Deep Residual Learning for Image Recognition',
      year: 2015,
      url: 'https://arxiv.org/abs/1512.03385',
    },
    quickBudget: 0.04,
    measure: measureDegradation,
    describe: describeDegradation,
  }),
  defineStudy({
    name: 'identity-mappings',
    claim: 'With activations moved off the shortcut (v2), very deep residual networks train more easily.',
    paper: {
      title: 'Identity Mappings in Deep Residual Networks',
      year: 2016,
      url: 'https://arxiv.org/abs/1603.05027',
    },
    quickBudget: 0.06,
    measure: measureIdentityMappings,
    describe: describeIdentityMappings,
  }),
  defineStudy({
    name: 'heads',
    claim: 'One backbone serves three heads; what a head is asked decides how many images it needs.',
    paper: {
      title: 'ResNet strikes back: An improved training procedure in timm',
      year: 2021,
      url: 'https://arxiv.org/abs/2110.00476',
    },
    quickBudget: 0.05,
    measure: measureHeads,
    describe: describeHeads,
  }),
  defineStudy({
    name: 'cam-vs-gradcam',
    claim:
      'Behind global average pooling Grad-CAM is CAM times a positive constant; elsewhere CAM is not defined.',
    paper: {
      title: 'Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization',
      year: 2016,
      url: 'https://arxiv.org/abs/1610.02391',
    },
    quickBudget: 0.05,
    measure: measureCamVsGradCam,
    describe: describeCamVsGradCam,
  }),
];
