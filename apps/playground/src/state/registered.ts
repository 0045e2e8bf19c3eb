/** The networks of convzoo's registry, which only the worker loads. */
export const registered: readonly string[] = [
  'alexnet',
  'alexnet2012',
  ...['vgg11', 'vgg13', 'vgg16', 'vgg19'].flatMap((name) => [name, `${name}_bn`]),
  ...[18, 34, 50, 101, 152, 20, 32, 44, 56, 110].map((depth) => `resnet${depth}`),
];
