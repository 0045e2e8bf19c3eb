/** A package of architectures, as data: importing this loads none of them. */
export interface Family {
  readonly name: string;
  /** The npm package. */
  readonly package: string;
  load(): Promise<object>;
  /** Its networks, by the number of classes of the dataset that the papers trained them on. */
  readonly networks: readonly { readonly classes: number; readonly names: readonly string[] }[];
  /** Options beyond size and width, with their values. */
  readonly choices: Readonly<Record<string, readonly (string | boolean)[]>>;
}

const imagenet = 1000;
const cifar10 = 10;

/** Every architecture of convzoo, each family from its smallest network on. */
export const families: readonly Family[] = [
  {
    name: 'alexnet',
    package: '@convzoo/alexnet',
    load: () => import('@convzoo/alexnet'),
    networks: [{ classes: imagenet, names: ['alexnet', 'alexnet2012'] }],
    choices: {},
  },
  {
    name: 'vgg',
    package: '@convzoo/vgg',
    load: () => import('@convzoo/vgg'),
    networks: [
      {
        classes: imagenet,
        names: ['vgg11', 'vgg11_bn', 'vgg13', 'vgg13_bn', 'vgg16', 'vgg16_bn', 'vgg19', 'vgg19_bn'],
      },
    ],
    choices: { neck: ['imagenet', 'cifar', 'pool'] },
  },
  {
    name: 'resnet',
    package: '@convzoo/resnet',
    load: () => import('@convzoo/resnet'),
    networks: [
      { classes: imagenet, names: ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'] },
      { classes: cifar10, names: ['resnet20', 'resnet32', 'resnet44', 'resnet56', 'resnet110'] },
    ],
    choices: {
      variant: ['v1', 'v1.5', 'v2'],
      stem: ['imagenet', 'cifar'],
      shortcut: ['projection', 'identity'],
      residual: [true, false],
      zeroInitResidual: [true, false],
    },
  },
];
