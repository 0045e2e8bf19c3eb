import type { Pixels } from '@convzoo/core/preprocess';
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Learned, NetworkInfo, Packed, PackFormat } from '../compute/jobs.js';
import { addChoice, type Choice } from './catalog.js';
import { run } from './compute.js';
import { alreadyOpen, first } from './slot.js';
import { createTask, type Task } from './task.js';

/** A class to learn. */
export interface LessonClass {
  readonly id: number;
  readonly name: Signal<string>;
  readonly photos: Signal<readonly Pixels[]>;
}

let made = 0;

function createClass(): LessonClass {
  return { id: made++, name: signal(''), photos: signal<readonly Pixels[]>([]) };
}

export const lessonClasses: Signal<readonly LessonClass[]> = signal([createClass(), createClass()]);
export const epochs: Signal<number> = signal(20);
export const learned: Task<Learned> = createTask();
export const packed: Task<Packed> = createTask();

/** Whether there is enough to learn from: two classes with photos, and every class with a name of its own. */
export const canLearn: ReadonlySignal<boolean> = computed(() => {
  const filled = lessonClasses.value.filter(({ photos }) => photos.value.length > 0);
  const names = new Set(filled.map(({ name }) => name.value.trim().normalize()));
  return filled.length >= 2 && names.size === filled.length && !names.has('');
});

export function addClass(): void {
  lessonClasses.value = [...lessonClasses.value, createClass()];
}

export function removeClass(id: number): void {
  lessonClasses.value = lessonClasses.value.filter((one) => one.id !== id);
}

/** Teaches a network the classes, and looks at the photo with what it has become. */
export async function learn({ id }: NetworkInfo, name: string): Promise<void> {
  packed.clear();
  const classes = lessonClasses.value
    .filter(({ photos }) => photos.value.length > 0)
    .map((one) => ({ name: one.name.value.trim(), photos: one.photos.value }));
  const before = learned.value.value;
  await learned.start((work) => run('teach', { network: id, classes, epochs: epochs.value }, work));
  const result = learned.value.value;
  if (result === undefined || result === before) return;
  const choice: Choice = addChoice({
    name,
    subject: 'taught',
    // It is open, and only here: there is nothing to open it from again.
    source: { kind: 'files', files: new Map() },
  });
  alreadyOpen(choice, result.network);
  first.choice.value = choice;
}

/** Offers a network as a download. */
export async function download(network: string, format: PackFormat): Promise<void> {
  const before = packed.value.value;
  await packed.start((work) => run('pack', { network, format }, work));
  const file = packed.value.value;
  if (file === undefined || file === before) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file.bytes]));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
