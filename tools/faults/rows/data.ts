import { longName } from '../inputs.ts';
import type { Row } from '../row.ts';
import { network, photo, short, wasm } from './common.ts';

export const data: readonly Row[] = [
  {
    right: 'classes may be called as splits are',
    args: ['train', '@vehicles', ...network, ...short, '--out', '@vehicles-run'],
    code: 0,
  },
  {
    right: 'all of them are classes',
    args: ['evaluate', '@vehicles', '--model', '@vehicles-run', ...wasm],
    code: 0,
    says: [/^bus /m, /^car /m, /^train /m],
  },
  {
    right: 'files that cannot be read are counted and named, and a small split is said to be small',
    args: ['train', '@skipped', ...network, ...short, '--out', '@skipped-run'],
    code: 0,
    says: ['1 .bmp', '1 .heic', 'metrics say little'],
  },
  {
    right: 'a class of the validation split alone is named',
    args: ['train', '@splits', ...network, ...short, '--out', '@splits-run'],
    code: 0,
    says: ['no training image of blue'],
  },
  {
    right: 'the only image of a class stays in training',
    args: ['train', '@lone', ...network, ...short, '--validation', '0.4', '--out', '@lone-run'],
    code: 0,
  },
  {
    right: 'which the evaluation shows',
    args: ['evaluate', '--model', '@lone-run', ...wasm],
    code: 0,
    says: [/^red +0 /m],
  },
  {
    right: 'an exact class name wins over an index',
    args: ['train', '@numbers', ...network, ...short, '--out', '@numbers-run'],
    code: 0,
  },
  {
    right: 'class "2" is explained, not the third',
    args: [
      'explain',
      '@numbers/2/0.png',
      '--model',
      '@numbers-run',
      ...wasm,
      '--class',
      '2',
      '--json',
      '--out',
      '@two',
    ],
    code: 0,
    says: [/"(class|label)": ?"2"/],
  },
  {
    right: 'composed and decomposed names are one',
    args: ['train', '@decomposed', ...network, ...short, '--out', '@tea-run'],
    code: 0,
  },
  {
    right: 'in evaluation too',
    args: ['evaluate', '@composed', '--model', '@tea-run', ...wasm],
    code: 0,
    says: ['8 images'],
  },
  {
    right: 'a class name of 300 characters is a class name',
    args: ['train', '@long.csv', ...network, ...short, '--out', '@long-run'],
    code: 0,
  },
  {
    right: 'and a picture',
    args: ['explain', photo, '--model', '@long-run', ...wasm, '--class', longName, '--out', '@long'],
    code: 0,
    pictures: { folder: 'long', count: 1 },
  },
  {
    right: 'control characters do not reach the terminal',
    args: ['evaluate', '@escape', '--model', '@tea-run', ...wasm],
    code: 1,
    says: ['[31mred'],
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    hides: /\u001b/,
  },
];
