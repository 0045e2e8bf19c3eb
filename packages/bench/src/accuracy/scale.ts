import type { TaskName } from './tasks.js';

/** How a network is scaled to a task, so that all of them can be trained under one budget. */
export interface Scale {
  /** Height and width of the input in pixels. */
  readonly side: number;
  /** Factor on the channels of every layer. */
  readonly width: number;
  /** Choices of the family. */
  readonly options?: Readonly<Record<string, string>>;
}

interface Scaling {
  readonly models: RegExp;
  /** For tasks that show one object. */
  readonly object: Scale;
  /** For scenes of 64 x 64 pixels. */
  readonly scene: Scale;
}

/** The first that matches a model's name holds. Between 2 and 60 million multiply-adds per image. */
const scalings: readonly Scaling[] = [
  { models: /^alexnet/, object: { side: 64, width: 0.25 }, scene: { side: 64, width: 0.25 } },
  {
    // Without its hidden layers: drawn from N(0, 0.01), with dropout, they learn nothing within the budget.
    models: /^vgg/,
    object: { side: 32, width: 0.25, options: { neck: 'pool' } },
    scene: { side: 64, width: 0.125, options: { neck: 'pool' } },
  },
  {
    models: /^resnet(20|32|44|56|110)$/,
    object: { side: 32, width: 0.5 },
    scene: { side: 64, width: 0.25 },
  },
  { models: /./, object: { side: 64, width: 0.25 }, scene: { side: 64, width: 0.25 } },
];

export function scaleOf(model: string, task: TaskName): Scale {
  const { object, scene } = scalings.find(({ models }) => models.test(model))!;
  return task === 'digit-scenes' || task === 'dataset' ? scene : object;
}
