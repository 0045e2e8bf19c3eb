import type { Row } from '../row.ts';
import { network, short } from './common.ts';

export const resume: readonly Row[] = [
  {
    right: 'a run is trained',
    args: ['train', '@colors', ...network, ...short, '--optimizer', 'sgd', '--out', '@resumed'],
    code: 0,
  },
  {
    right: 'more epochs go on',
    args: ['train', '@colors', ...network, '--epochs', '2', '--batch', '8', '--out', '@resumed', '--resume'],
    code: 0,
    says: ['resumed after step', 'epoch 2/2'],
  },
  {
    right: 'a changed rate is said',
    args: [
      ...['train', '@colors', ...network, '--epochs', '3', '--batch', '8', '--out', '@resumed', '--resume'],
      ...['--learning-rate', '0.004'],
    ],
    code: 0,
    says: ['the learning rate is 0.004 now; it was 0.05'],
  },
  {
    right: 'other classes are refused',
    args: [
      'train',
      '@vehicles',
      ...network,
      '--epochs',
      '4',
      '--batch',
      '8',
      '--out',
      '@resumed',
      '--resume',
    ],
    code: 2,
    says: ['bus', 'red'],
  },
  {
    right: 'another head is refused',
    args: [
      ...['train', '@colors', ...network, '--epochs', '4', '--batch', '8', '--out', '@resumed', '--resume'],
      ...['--head', 'multi-label'],
    ],
    code: 2,
    says: ['multi-label', 'multi-class'],
  },
  {
    right: 'another optimizer is refused',
    args: [
      ...['train', '@colors', ...network, '--epochs', '4', '--batch', '8', '--out', '@resumed', '--resume'],
      ...['--optimizer', 'adamw'],
    ],
    code: 2,
    says: ['adamw', 'sgd'],
  },
  {
    right: 'another run does not go over it',
    args: ['train', '@colors', ...network, ...short, '--out', '@resumed'],
    code: 2,
    says: ['resume'],
  },
];
