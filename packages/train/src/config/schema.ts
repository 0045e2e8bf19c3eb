import { type AugmentationName, augmentations } from '@convzoo/data/augment';
import * as v from 'valibot';

/** What a training does where its settings say nothing else. */
export const settingDefaults = {
  batchSize: 32,
  accumulate: 1,
  learningRate: { sgd: 0.05, adamw: 0.001 },
  optimizer: { kind: 'sgd', weightDecay: 1e-4 },
  schedule: { kind: 'cosine' },
  augmentation: 'none',
  seed: 0,
  validation: 0.1,
  keepCheckpoints: 2,
} as const;

// The message of a schema says what it expects; `parse.ts` says where, and what was found instead.

const text = v.pipe(v.string('a text'), v.nonEmpty('a text'));
const boolean = v.boolean('true or false');

function count(min = 1) {
  const expected = min === 0 ? 'a whole number, at least 0' : 'a whole number, at least 1';
  return v.pipe(v.number(expected), v.safeInteger(expected), v.minValue(min, expected));
}

const wholeExpected = 'a whole number';
const whole = v.pipe(v.number(wholeExpected), v.safeInteger(wholeExpected));

const positiveExpected = 'a number above 0';
const positive = v.pipe(
  v.number(positiveExpected),
  v.finite(positiveExpected),
  v.gtValue(0, positiveExpected),
);

const notNegativeExpected = 'a number, at least 0';
const notNegative = v.pipe(
  v.number(notNegativeExpected),
  v.finite(notNegativeExpected),
  v.minValue(0, notNegativeExpected),
);

const shareExpected = 'a number, at least 0, below 1';
const share = v.pipe(v.number(shareExpected), v.minValue(0, shareExpected), v.ltValue(1, shareExpected));

const unitExpected = 'a number, at least 0, at most 1';
const unit = v.pipe(v.number(unitExpected), v.minValue(0, unitExpected), v.maxValue(1, unitExpected));

const betweenExpected = 'a number above 0 and below 1';
const between = v.pipe(
  v.number(betweenExpected),
  v.gtValue(0, betweenExpected),
  v.ltValue(1, betweenExpected),
);

export function oneOf<const T extends string>(choices: readonly T[]) {
  return v.picklist(choices, `one of ${choices.join(', ')}`);
}

function list<S extends v.GenericSchema>(item: S) {
  return v.array(item, 'a list');
}

/** An object with these fields and no others. */
function object<E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries, ({ expected }) => {
    if (expected === 'never') return `fields among ${Object.keys(entries).join(', ')}`;
    const missing = Object.entries(entries).find(([key]) => expected === JSON.stringify(key));
    const [issue] = missing === undefined ? [] : (v.safeParse(missing[1], undefined).issues ?? []);
    return issue?.message ?? 'an object';
  });
}

function byKind<const O extends v.VariantOptions<'kind'>>(options: O) {
  return v.variant('kind', options, ({ expected }) => `one of ${namesIn(expected).join(', ')}`);
}

/** The names in what valibot expects, such as `("sgd" | "adamw")`. */
export function namesIn(expected: string | null): string[] {
  return [...(expected ?? '').matchAll(/"([^"]*)"/g)].map(([, name = '']) => name);
}

/** A setting that may be left out, and what it does. */
function setting<S extends v.GenericSchema>(schema: S, description: string) {
  return v.optional(v.pipe(schema, v.description(description)));
}

const augmentationNames = Object.keys(augmentations) as AugmentationName[];
const warmupEpochs = setting(notNegative, 'Epochs over which the rate rises from 0. Default 0.');
const weightDecay = setting(notNegative, 'Weight decay, of kernels only. Default 0 for SGD, 0.01 for AdamW.');

const optimizer = byKind([
  object({
    kind: v.literal('sgd'),
    momentum: setting(share, 'Momentum of SGD. Default 0.9.'),
    nesterov: setting(boolean, "Use Nesterov's momentum in SGD. Default false."),
    weightDecay,
    decay: setting(
      oneOf(['coupled', 'decoupled']),
      'Whether weight decay of SGD passes through the momentum. Default coupled, as in PyTorch.',
    ),
  }),
  object({
    kind: v.literal('adamw'),
    beta1: setting(share, 'Decay of the mean gradient of AdamW. Default 0.9.'),
    beta2: setting(share, 'Decay of the mean squared gradient of AdamW. Default 0.999.'),
    epsilon: setting(positive, 'Added to the denominator of AdamW. Default 1e-8.'),
    weightDecay,
  }),
]);

const schedule = byKind([
  object({ kind: v.literal('constant'), warmupEpochs }),
  object({
    kind: v.literal('cosine'),
    warmupEpochs,
    final: setting(unit, 'Share of the learning rate at the end of the cosine. Default 0.'),
  }),
  object({
    kind: v.literal('step'),
    warmupEpochs,
    milestones: v.pipe(list(notNegative), v.description('Epochs at whose start the rate falls.')),
    factor: setting(positive, 'What the rate is multiplied by at each milestone. Default 0.1.'),
  }),
  object({
    kind: v.literal('one-cycle'),
    peak: setting(between, 'Share of the training after which the rate is highest. Default 0.3.'),
    startDivisor: setting(positive, 'The learning rate over the first one. Default 25.'),
    endDivisor: setting(positive, 'The first learning rate over the last one. Default 10000.'),
  }),
]);

const freezing = list(
  object({
    epoch: v.pipe(count(0), v.description('Counted from 0.')),
    upTo: setting(text, 'The last frozen layer, one of the taps. Left out: everything learns.'),
  }),
);

const { learningRate: rates } = settingDefaults;

/** How a run trains. */
const settings = {
  epochs: v.pipe(count(), v.description('Passes over the data.')),
  batchSize: setting(count(), `Images per step. Default ${settingDefaults.batchSize}.`),
  accumulate: setting(count(), `Gradient accumulation steps. Default ${settingDefaults.accumulate}.`),
  learningRate: setting(
    positive,
    `Highest learning rate. Default ${rates.sgd} for SGD, ${rates.adamw} for AdamW; less for fine-tuning.`,
  ),
  optimizer: setting(optimizer, 'Optimizer. Default SGD with weight decay 0.0001; AdamW for fine-tuning.'),
  schedule: setting(schedule, 'How the learning rate changes. Default a cosine to 0, without warm-up.'),
  augmentation: setting(
    oneOf(augmentationNames),
    `How training images are varied. Default ${settingDefaults.augmentation}; crops and flips for fine-tuning.`,
  ),
  mix: setting(
    object({
      kind: oneOf(['mixup', 'cutmix']),
      alpha: v.pipe(
        v.number('a number above 0, at most 1'),
        v.gtValue(0, 'a number above 0, at most 1'),
        v.maxValue(1, 'a number above 0, at most 1'),
        v.description('Both parameters of the beta distribution that the mixing ratio is drawn from.'),
      ),
    }),
    'Mix pairs of training images and their labels. Default none.',
  ),
  clipNorm: setting(positive, 'Highest L2 norm of all gradients together. Default none; 1 for fine-tuning.'),
  ema: setting(share, 'Decay of a moving average of the weights, such as 0.999. Default none.'),
  patience: setting(
    count(),
    'Stop after so many epochs in a row without a better validation. Default never.',
  ),
  freezing: setting(
    freezing,
    'Which features are frozen from which epoch on. Default none; all of them at first for fine-tuning.',
  ),
  seed: setting(
    whole,
    `Seed of weights, split, order, augmentation and dropout. Default ${settingDefaults.seed}.`,
  ),
};

const head = object({
  kind: setting(
    oneOf(['binary', 'multi-class', 'multi-label']),
    'What the scores mean. Default: by the labels of the data.',
  ),
  class: setting(text, 'The class that a binary head decides on.'),
  labelSmoothing: setting(share, 'Share of the target that is spread over all classes. Default 0.'),
  balanced: setting(boolean, 'Weight classes, or positive labels, by inverse frequency. Default false.'),
});

const settingsSchema = object(settings);

export const trainConfigSchema = object({
  $schema: setting(text, 'The JSON Schema of this file, for editors.'),
  data: v.pipe(text, v.description('A folder, a manifest (.csv, .jsonl), mnist-digits or digit-scenes.')),
  validation: setting(
    share,
    'Share of the training images that is kept for validation where the data have none; 0 for none. ' +
      `Default ${settingDefaults.validation}.`,
  ),
  model: v.pipe(text, v.description('A network (random weights), or any model to fine-tune.')),
  modelOptions: setting(
    v.custom<Readonly<Record<string, unknown>>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'an object',
    ),
    'Options of the network, such as inputShape and width.',
  ),
  head: setting(head, 'What the scores mean. Default: by the labels of the data.'),
  weights: setting(
    text,
    'Weights to fine-tune, if the model names none: a file, a tag, a hub repository, a URL.',
  ),
  ...settings,
  runtime: setting(text, 'The engine. Default: the best that is installed and works.'),
  checkpointEvery: setting(count(), 'Steps between checkpoints, besides those after epochs. Default none.'),
  keepCheckpoints: setting(
    count(),
    `How many checkpoints are kept. Default ${settingDefaults.keepCheckpoints}.`,
  ),
  strict: setting(boolean, 'Fail on an image that cannot be read. Default: it is reported and left out.'),
});

/** How a run trains. Whatever is left out has the default of `train`. */
export type TrainSettings = DeepReadonly<v.InferOutput<typeof settingsSchema>>;

/** A training run as data: what a config file holds. */
export type TrainConfig = DeepReadonly<Omit<v.InferOutput<typeof trainConfigSchema>, '$schema'>>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
