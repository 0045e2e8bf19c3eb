import { join } from 'node:path';
import { loadWeights, saveWeights } from '@convzoo/weights';
import { fixtures } from '../torture/command.ts';
import { longName } from './inputs.ts';
import type { Row } from './row.ts';

const wasm = ['--runtime', 'wasm'];
const network = ['--model', 'resnet20', '--width', '0.25', '--size', '12', ...wasm];
const short = ['--epochs', '1', '--batch', '8'];
const photo = '@colors/red/0.png';

/** Weights without a description of their network, as other programs write them. */
async function forget(folder: string): Promise<void> {
  const { stateDict } = await loadWeights(join(folder, 'run'));
  await saveWeights(join(folder, 'foreign.safetensors'), stateDict);
}

/** Finite weights that give infinite scores, or infinite activations on the way to them. */
const explode =
  (layer: string, file: string) =>
  async (folder: string): Promise<void> => {
    const { stateDict } = await loadWeights(join(folder, 'run'));
    const huge = [...stateDict].map(([name, tensor]) => {
      if (tensor.dtype !== 'float32' || !name.startsWith(layer)) return [name, tensor] as const;
      return [name, { ...tensor, data: tensor.data.map((value) => Math.sign(value) * 3e38) }] as const;
    });
    await saveWeights(join(folder, file), new Map(huge));
  };

const run = [...wasm, '--model', '@run'];
const shapes = [...wasm, '--model', join(fixtures, 'shapes')];

/** The rows of one list run one after another. */
export const lists: Readonly<Record<string, readonly Row[]>> = {
  'a model file rebuilds its classifier': [
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
      args: [
        'evaluate',
        '@colors',
        ...network,
        '--weights',
        '@foreign.safetensors',
        '--labels',
        '@twice.txt',
      ],
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
  ],
  'what is given to a model is checked': [
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
  ],
  'what a resumed run must agree in': [
    {
      right: 'a run is trained',
      args: ['train', '@colors', ...network, ...short, '--optimizer', 'sgd', '--out', '@resumed'],
      code: 0,
    },
    {
      right: 'more epochs go on',
      args: [
        'train',
        '@colors',
        ...network,
        '--epochs',
        '2',
        '--batch',
        '8',
        '--out',
        '@resumed',
        '--resume',
      ],
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
  ],
  'nothing of the data is left out without a word': [
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
  ],
  'errors are sentences': [
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
  ],
};
