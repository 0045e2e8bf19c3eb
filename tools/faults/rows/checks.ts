import type { Row } from '../row.ts';
import { photo, shapes } from './common.ts';

export const checks: readonly Row[] = [
  {
    right: 'images of one name have a picture each',
    args: ['explain', photo, '@colors/green/0.png', ...shapes, '--out', '@maps'],
    code: 0,
    pictures: { folder: 'maps', count: 2 },
  },
  {
    right: 'a corrupt preprocessing is refused: a name of the prototype',
    args: ['classify', photo, ...shapes, '--preprocessing', '@interpolation.json'],
    code: 2,
    says: ['interpolation', 'constructor'],
  },
  {
    right: 'a corrupt preprocessing is refused: null',
    args: ['classify', photo, ...shapes, '--preprocessing', '@resize.json'],
    code: 2,
    says: ['resize', 'null'],
  },
  {
    right: 'classes are separated by commas',
    args: ['explain', photo, ...shapes, '--class', 'disc,square', '--out', '@both'],
    code: 0,
    pictures: { folder: 'both', count: 2 },
  },
  {
    right: 'a misspelled class gets the nearest',
    args: ['explain', photo, ...shapes, '--class', 'squar', '--out', '@none'],
    code: 2,
    says: ['Did you mean "square"?'],
  },
  {
    right: 'a method of the prototype is none',
    args: ['explain', photo, ...shapes, '--method', 'constructor', '--out', '@none'],
    code: 2,
    says: ['gradcam'],
  },
  {
    right: 'HEIC is named for what it is',
    args: ['classify', '@photo.heic', ...shapes],
    code: 1,
    says: ['HEIC'],
  },
  {
    right: 'annotations without images are described',
    args: ['evaluate', '@voc-bare', ...shapes],
    code: 1,
    says: ['voc-bare'],
  },
  {
    right: 'XML without an end is refused',
    args: ['evaluate', '@voc', ...shapes],
    code: 1,
    says: ['XML'],
  },
  {
    right: 'a box that is null is refused',
    args: ['evaluate', '@coco', ...shapes],
    code: 1,
    says: ['bbox'],
  },
  { right: 'corrupt gzip is refused', args: ['evaluate', '@idx', ...shapes], code: 1, says: ['gzip'] },
  {
    right: 'a class number far beyond all is refused',
    args: ['evaluate', '@large-label.jsonl', ...shapes],
    code: 1,
    says: ['line 1'],
  },
  {
    right: 'the classes of CIFAR have their names',
    args: ['evaluate', '@cifar', ...shapes],
    code: 1,
    says: ['airplane'],
  },
];
