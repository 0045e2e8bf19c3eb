import type { RunStatus } from '@convzoo/cluster';
import { expect, test } from 'vitest';
import { averageSpeed, describeProgress, speedometer } from './progress.js';

const status: RunStatus = {
  run: {
    id: '0123456789ab',
    model: { name: 'resnet50', hash: '0'.repeat(64) },
    source: 'photos',
    out: '/results',
    images: 100_000,
    shards: 196,
    shardSize: 512,
  },
  state: 'running',
  images: 20_000,
  errors: 3,
  shards: { done: 39, waiting: 150, active: 4, delayed: 3, failed: 0 },
  workers: 4,
  seconds: 100,
};

test('a run is described by its speed and the time that is left', () => {
  expect(describeProgress(status, averageSpeed(status))).toBe(
    '20,000 of 100,000 images (20 %), 200.0 images/s, 7 min left, 3 unreadable, 3 shards to be tried again, 4 workers',
  );
  expect(describeProgress({ ...status, state: 'paused' }, 200)).toContain('(20 %), paused, 3 unreadable');
  expect(describeProgress({ ...status, workers: 0 }, undefined)).toContain('no workers');
  const failed = { ...status.shards, failed: 2 };
  const description = describeProgress({ ...status, shards: failed, failure: 'a full disk' }, 1);
  expect(description).toContain('2 shards failed: a full disk');
});

test('speed is that of the last minute', () => {
  let time = 0;
  const speed = speedometer(() => time);
  expect(speed({ ...status, images: 0 })).toBeUndefined();
  time = 30_000;
  expect(speed({ ...status, images: 300 })).toBe(10);
  time = 80_000;
  expect(speed({ ...status, images: 1300 })).toBe(20);
});
