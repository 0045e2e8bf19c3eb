import { explode, forget } from '../models.ts';
import type { Row } from '../row.ts';
import { network, photo, run, short, wasm } from './common.ts';

export const modelFile: readonly Row[] = [
  {
    right: 'a run is trained',
    args: ['train', '@colors', ...network, ...short, '--option', 'residual=false', '--out', '@run'],
    code: 0,
    says: ['accuracy'],
  },
  {
    right: 'is measured on its own split, which is named',
    args: ['evaluate', ...run],
    code: 0,
    says: ['split validation', '2 images'],
  },
  {
    right: 'another option is refused by both values',
    args: ['evaluate', '@colors', ...run, '--option', 'residual=true'],
    code: 2,
    says: ['residual false', 'residual true'],
  },
  {
    right: 'another size is refused by both values',
    args: ['evaluate', '@colors', ...run, '--size', '16'],
    code: 2,
    says: ['12', '16'],
  },
  {
    right: 'the network of the weights is named',
    args: ['classify', photo, '--model', 'resnet18', '--weights', '@run/model.safetensors', ...wasm],
    code: 2,
    says: ['resnet20', 'resnet18'],
  },
  {
    right: 'an image that is missing does not hide the others',
    args: ['classify', '@nope.jpg', photo, ...run],
    code: 1,
    says: ['nope.jpg', /red.0\.png: \w+/],
  },
  { right: 'is exported', args: ['export', ...run, '--out', '@run.onnx'], code: 0 },
  {
    right: 'ONNX is evaluated',
    args: ['evaluate', '@colors', '--model', '@run.onnx'],
    code: 0,
    says: ['24 images'],
  },
  {
    right: 'ONNX is not explained, and what is instead is said',
    args: ['explain', photo, '--model', '@run.onnx', '--out', '@onnx-maps'],
    code: 1,
    says: ['safetensors'],
  },
  {
    right: 'other classes than its own are refused',
    args: ['classify', photo, '--model', '@run.onnx', '--labels', '@two.txt'],
    code: 2,
    says: ['describes itself'],
  },
  {
    right: 'int8 agrees on images left out of calibration',
    args: ['export', ...run, '--int8', '--calibration', '@colors', '--out', '@int8.onnx'],
    code: 0,
    says: ['of 6 images', 'accuracy'],
  },
  {
    right: 'weights without classes ask for --labels',
    before: forget,
    args: ['evaluate', '@colors', ...network, '--weights', '@foreign.safetensors'],
    code: 1,
    says: ['--labels'],
  },
  {
    right: 'the nearest network is guessed for weights without a description',
    args: ['classify', photo, '--model', 'resnet18', '--weights', '@foreign.safetensors', ...wasm],
    code: 1,
    says: ['resnet20'],
  },
  {
    right: 'labels may begin with a byte order mark',
    args: [
      ...['evaluate', '@colors', ...network, '--option', 'residual=false'],
      ...['--weights', '@foreign.safetensors', '--labels', '@bom.json'],
    ],
    code: 0,
    says: ['24 images'],
  },
  {
    right: 'a class named twice is named',
    args: ['evaluate', '@colors', ...network, '--weights', '@foreign.safetensors', '--labels', '@twice.txt'],
    code: 2,
    says: ['"red" twice'],
  },
  {
    right: 'infinite scores are no result',
    before: explode('fc.', 'huge.safetensors'),
    args: [
      ...['classify', photo, ...network, '--option', 'residual=false'],
      ...['--weights', '@huge.safetensors', '--labels', '@bom.json'],
    ],
    code: 1,
    says: ['finite'],
    hides: /NaN %/,
  },
  {
    right: 'infinite activations are no result, though a ReLU makes finite ones of them',
    before: explode('layer1.0.conv', 'overflow.safetensors'),
    args: [
      ...['classify', photo, ...network, '--option', 'residual=false'],
      ...['--weights', '@overflow.safetensors', '--labels', '@bom.json'],
    ],
    code: 1,
    says: ['finite'],
  },
  {
    right: 'infinite scores measure nothing',
    args: [
      ...['evaluate', '@colors', ...network, '--option', 'residual=false'],
      ...['--weights', '@huge.safetensors', '--labels', '@bom.json'],
    ],
    code: 1,
    says: ['finite'],
  },
  {
    right: 'other classes of the data are refused by name',
    args: ['evaluate', '@vehicles', ...run],
    code: 1,
    says: ['bus', 'red'],
  },
];
