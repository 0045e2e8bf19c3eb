import { describeArchitecture, multiClassHead } from '@convzoo/core';
import { methods as explanationMethods } from '@convzoo/gradcam';
import { loadBuilder, models } from 'convzoo';
import { expect, test } from 'vitest';
import { choices } from './catalog.js';
import { methods } from './methods.js';
import { registered } from './registered.js';
import { createTask } from './task.js';

test('every method of gradcam can be chosen', () => {
  expect(methods.map(({ key }) => key).sort()).toEqual(Object.keys(explanationMethods).sort());
});

test('every network of the registry can be named', () => {
  expect([...registered].sort()).toEqual(models.map(({ name }) => name).sort());
});

test('published networks come from the hub, and are as large as the list says', async () => {
  for (const { source, megabytes } of choices.value) {
    if (source.kind !== 'published') continue;
    const [name = '', tag] = source.name.split('@');
    const architecture = (await loadBuilder(name)).architecture();
    const weights = tag === undefined ? Object.values(architecture.weights)[0] : architecture.weights[tag];
    // Other sites do not let pages read their files.
    expect(weights?.source).toHaveProperty('repository');
    const { size } = describeArchitecture(architecture, multiClassHead(1000));
    expect(megabytes).toBe(Math.round((4 * (size.parameters + size.buffers)) / 1e6));
  }
});

test('of a task started twice only the second counts', async () => {
  const task = createTask<string>();
  const finish: ((text: string) => void)[] = [];
  const aborted: boolean[] = [];
  const work = (): Promise<void> =>
    task.start(({ signal, onProgress }) => {
      const i = finish.length;
      signal.addEventListener('abort', () => {
        aborted[i] = true;
      });
      onProgress(0.5);
      return new Promise((resolve) => finish.push(resolve));
    });
  const first = work();
  const second = work();
  expect(task.share.value).toBe(0.5);
  finish[1]?.('new');
  finish[0]?.('old');
  await Promise.all([first, second]);
  expect([task.value.value, task.share.value, aborted]).toEqual(['new', undefined, [true]]);
});

test('a task says why it failed, and forgets it when it starts again', async () => {
  const task = createTask<number>();
  await task.start(async () => {
    throw new Error('no room');
  });
  expect([task.error.value, task.value.value]).toEqual(['no room', undefined]);
  await task.start(async () => 1);
  expect([task.error.value, task.value.value]).toEqual([undefined, 1]);
});

test('a canceled task says nothing', async () => {
  const task = createTask<number>();
  const started = task.start(
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  task.cancel();
  await started;
  expect([task.error.value, task.share.value]).toEqual([undefined, undefined]);
});
