import { writeLightning } from '../checkpoint.ts';
import { insist, setThresholds } from '../models.ts';
import type { Row } from '../row.ts';
import { network, photo, run, short, wasm } from './common.ts';

/** They use the run of the first list. */
export const foreign: readonly Row[] = [
  {
    right: "Lightning's checkpoint is read, with a path and a date in it",
    before: writeLightning,
    args: [
      ...['evaluate', '@colors', ...network, '--option', 'residual=false'],
      ...['--weights', '@lightning.ckpt', '--labels', '@bom.json'],
    ],
    code: 0,
    says: ['24 images'],
  },
  {
    right: 'weights outside an ONNX file are refused',
    args: ['classify', photo, '--model', '@external.onnx'],
    code: 1,
    says: ['stored in other files'],
  },
  {
    right: 'averages leave out classes that are neither true nor predicted',
    before: insist,
    args: ['evaluate', '@blue', '--model', '@constant', ...wasm],
    code: 0,
    says: ['accuracy 1.0000', 'macroF1 1.0000'],
  },
  {
    right: 'thresholds are kept',
    before: setThresholds,
    args: ['classify', photo, '--model', '@thresholds', ...wasm],
    code: 0,
    says: ['green'],
    hides: /red \d|blue/,
  },
  {
    right: 'thresholds are exported',
    args: ['export', '--model', '@thresholds', ...wasm, '--out', '@thresholds.onnx'],
    code: 0,
  },
  {
    right: 'thresholds of an ONNX file are kept',
    args: ['classify', photo, '--model', '@thresholds.onnx'],
    code: 0,
    says: ['green'],
    hides: /red \d|blue/,
  },
  {
    right: 'fine-tuning has a rate, frozen layers and augmentation of its own, and says so',
    args: ['train', '@numbers', ...run, ...short, '--out', '@tuned'],
    code: 0,
    says: ['fine-tuning from', 'what follows', 'learning rate 0.001', 'crop-flip'],
  },
  {
    right: "labelImg's files are read by their classes",
    args: ['train', '@label-img', ...network, ...short, '--validation', '0', '--out', '@label-img-run'],
    code: 0,
    hides: /COCO/,
  },
  {
    right: 'batch norm starts with statistics that give finite scores',
    args: ['train', '@colors', ...network, ...short, '--learning-rate', '1e-9', '--out', '@fresh'],
    code: 0,
    says: [/loss [12]\.\d+ .*validation loss [0-4]\.\d+/],
  },
];
