import { type Signal, signal } from '@preact/signals';
import type { NetworkSource } from '../compute/jobs.js';
import type { TextKey } from '../i18n/en.js';

/** What a network tells apart, where its weights ship with the page or were taught in it. */
export type Subject = 'digits' | 'scenes' | 'photos' | 'taught';

/** A network with weights that the page offers. */
export interface Choice {
  readonly key: string;
  readonly group: 'shipped' | 'published' | 'yours';
  /** A proper name, such as ResNet-20, or the name of a file. */
  readonly name: string;
  readonly subject?: Subject;
  /** Size of the download. */
  readonly megabytes?: number;
  readonly source: NetworkSource;
}

const shipped = (file: string, name: string, subject: Subject): Choice => ({
  key: file,
  group: 'shipped',
  name,
  subject,
  source: { kind: 'address', address: `networks/${file}.safetensors` },
});

const published = (name: string, title: string, megabytes: number): Choice => ({
  key: name,
  group: 'published',
  name: title,
  megabytes,
  source: { kind: 'published', name },
});

/** Every network of the page; files and taught networks are added at the end. */
export const choices: Signal<readonly Choice[]> = signal([
  shipped('photos-resnet20', 'ResNet-20', 'photos'),
  shipped('photos-vgg11', 'VGG-11', 'photos'),
  shipped('digits-resnet20', 'ResNet-20', 'digits'),
  shipped('digits-alexnet', 'AlexNet', 'digits'),
  shipped('digits-vgg11', 'VGG-11', 'digits'),
  shipped('scenes-resnet20', 'ResNet-20', 'scenes'),
  published('resnet18', 'ResNet-18', 47),
  published('resnet34', 'ResNet-34', 87),
  published('resnet50@a1_in1k', 'ResNet-50', 102),
  published('resnet101@a1_in1k', 'ResNet-101', 179),
]);

export const firstChoice = choices.value[0]!;

export function choiceOf(key: string): Choice | undefined {
  return choices.value.find((choice) => choice.key === key);
}

export function addChoice(choice: Omit<Choice, 'key' | 'group'>): Choice {
  const added: Choice = { ...choice, key: `yours-${choices.value.length}`, group: 'yours' };
  choices.value = [...choices.value, added];
  return added;
}

/** A photo that ships with the page. */
export interface Sample {
  readonly file: string;
  /** What it shows, as a text and what fills it in. */
  readonly text: TextKey;
  readonly values?: Readonly<Record<string, string>>;
  /** What a shipped network must know to name it. */
  readonly subject: Subject;
}

const photo = (name: 'mosaic' | 'cat' | 'coffee' | 'astronaut' | 'rocket'): Sample => ({
  file: `samples/${name}.jpg`,
  text: `sample.${name}`,
  subject: 'photos',
});
const digit = (digit: number): Sample => ({
  file: `samples/digit-${digit}.png`,
  text: 'sample.digit',
  values: { digit: `${digit}` },
  subject: 'digits',
});

export const samples: readonly Sample[] = [
  ...(['mosaic', 'cat', 'coffee', 'astronaut', 'rocket'] as const).map(photo),
  ...[2, 3, 4, 5, 7, 8].map(digit),
  { file: 'samples/scene.png', text: 'sample.scene', subject: 'scenes' },
];
