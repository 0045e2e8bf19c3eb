/** A network to measure, as data, so that the process that measures it can import it by itself. */
export interface Model {
  readonly name: string;
  /** Undefined where only the architecture itself knows it. */
  readonly family?: string;
  /** What `import` takes: a package's name or a file's URL. */
  readonly module: string;
  /** Name under which the module exports the builder. */
  readonly export: string;
  readonly classes: number;
}

/** Classes of ImageNet and CIFAR-10, which the networks were published for. */
const imagenet = 1000;
const cifar10 = 10;

const families = [
  { family: 'alexnet', classes: imagenet, names: ['alexnet', 'alexnet2012'] },
  {
    family: 'vgg',
    classes: imagenet,
    names: ['vgg11', 'vgg13', 'vgg16', 'vgg19', 'vgg11_bn', 'vgg13_bn', 'vgg16_bn', 'vgg19_bn'],
  },
  {
    family: 'resnet',
    classes: imagenet,
    names: ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'],
  },
  {
    family: 'resnet',
    classes: cifar10,
    names: ['resnet20', 'resnet32', 'resnet44', 'resnet56', 'resnet110'],
  },
];

/** Every architecture of convzoo. */
export const models: readonly Model[] = families.flatMap(({ family, classes, names }) =>
  names.map((name) => ({ name, family, classes, module: `@convzoo/${family}`, export: name })),
);
