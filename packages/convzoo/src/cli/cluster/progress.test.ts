import type { RunStatus } from '@convzoo/cluster';
import { expect, test } from 'vitest';
import { describeProgress } from './progress.js';

const status: RunStatus = {
  run: {
    id: '0123456789ab',
    model: { name: 'resnet50', hash: '0'.repeat(64) },
    source: 'photos',
    out: '/results',
    images: 100_000,
    shards: 196,
    shardSize: 512,
    rows: 'predictions',
    format: 'jsonl',
  },
  state: 'running',
  images: 20_000,
  errors: 3,
  shards: { done: 39, waiting: 150, active: 4, delayed: 3, failed: 0 },
  workers: 4,
  seconds: 100,
};

test('a run is described by its pace, the time that is left, and what went wrong', () => {
  expect(describeProgress(status)).toMatch(
    /^20,000 of 100,000 images \(20 %\), 200\.0 images\/s, .+ left, 4 workers, 3 unreadable, 3 shards to be tried again$/,
  );
  expect(describeProgress({ ...status, state: 'paused' })).toContain('(20 %), paused, 3 unreadable');
  expect(describeProgress({ ...status, workers: 0 })).toContain('no workers');
  const failed = { ...status.shards, failed: 2 };
  expect(describeProgress({ ...status, shards: failed, failure: 'a full disk' })).toContain(
    '2 shards failed: a full disk',
  );
});
