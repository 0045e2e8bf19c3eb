import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomNumbers } from '@convzoo/core/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { killMany } from './kill.ts';
import { fileCommands } from './subjects/commands.ts';
import { download } from './subjects/download.ts';
import { training } from './subjects/train.ts';

// A short form of `pnpm torture`, on the built packages.

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convzoo-torture-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test.each([training, ...fileCommands.filter(({ name }) => name === 'export'), download()])(
  'nothing is lost when $name is killed twice',
  async (subject) => {
    const random = randomNumbers(`short/${subject.name}`);
    const folder = join(root, subject.name);
    const { problems } = await killMany(subject, { kills: 2, random, folder, onProgress: () => {} });
    expect(problems).toEqual([]);
  },
);
