import type { Row } from '../row.ts';
import { network, photo } from './common.ts';

export const errors: readonly Row[] = [
  {
    right: 'weights of the prototype are none',
    args: ['classify', photo, '--model', 'resnet20', '--weights', 'constructor'],
    code: 2,
    says: ['"constructor"'],
  },
  {
    right: 'a model of the prototype is none',
    args: ['classify', photo, '--model', '__proto__'],
    code: 2,
    says: ['"__proto__"'],
  },
  {
    right: 'a misspelled model gets the nearest',
    args: ['classify', photo, '--model', 'resnet5'],
    code: 2,
    says: ['Did you mean "resnet50"?'],
  },
  {
    right: 'misspelled weights get the nearest',
    args: ['classify', photo, '--model', 'resnet18', '--weights', 'imagenet1k_v9'],
    code: 2,
    says: ['Did you mean "imagenet1k_v1"?'],
  },
  {
    right: 'an option of the prototype is none',
    args: ['summary', '--model', 'resnet20', '--option', 'toString=1'],
    code: 2,
    says: ['"toString"'],
  },
  {
    right: 'more classes than there are are refused',
    args: ['summary', '--model', 'resnet20', '--classes', '1e12'],
    code: 2,
    says: ['classes', '1000000000000'],
  },
  {
    right: 'a preprocessing of the prototype is none',
    args: ['classify', photo, '--model', 'resnet20', '--preprocessing', 'constructor'],
    code: 2,
    says: ['imagenet'],
  },
  {
    right: 'a header nested without end is refused',
    args: ['classify', photo, '--model', 'resnet20', '--weights', '@deep.safetensors'],
    code: 1,
    says: ['64 deep'],
  },
  {
    right: 'a config nested without end is refused',
    args: ['train', '--config', '@deep.json', '--out', '@none'],
    code: 1,
    says: ['deep.json'],
  },
  {
    right: 'a field of the prototype is unknown',
    args: ['train', '--config', '@own-properties.json', '--out', '@none'],
    code: 2,
    says: ['toString'],
  },
  {
    right: 'a class that a binary head lacks is named',
    args: ['train', '@colors', ...network, '--head', 'binary', '--class', 'gren', '--out', '@none'],
    code: 2,
    says: ['green'],
  },
  {
    right: 'a test batch alone is said to be no training images',
    args: ['train', '@cifar', ...network, '--out', '@none'],
    code: 1,
    says: ['found only test'],
  },
  {
    right: 'a misspelled command is one',
    args: ['clasify', photo],
    code: 2,
    says: ['classify'],
  },
  {
    right: 'a folder that is missing is named',
    args: ['train', '@nowhere', ...network, '--out', '@none'],
    code: 1,
    says: ['nowhere'],
  },
];
