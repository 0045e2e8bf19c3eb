import { expect, test, vi } from 'vitest';
import { openDestination } from '../results/open-destination.js';

vi.mock('@aws-sdk/client-s3', () => {
  throw new Error('Cannot find package');
});

test('without its package, a bucket says what to install', async () => {
  const reading = openDestination('s3://photos/out').read('run.json');
  await expect(reading).rejects.toMatchObject({ code: 'missing-package' });
  await expect(reading).rejects.toThrow('npm install @aws-sdk/client-s3');
});
