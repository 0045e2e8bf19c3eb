import { ConvzooError, type ErrorCode } from '@convzoo/core';
import { OverloadedError } from '../batching/batcher.js';

const statuses: Partial<Record<ErrorCode, number>> = {
  'invalid-argument': 400,
  'invalid-data': 400,
  'invalid-image': 400,
  'invalid-shape': 400,
  'unknown-name': 404,
  'run-failed': 503,
};

/** The HTTP status that an error deserves. */
export function statusOf(error: unknown): number {
  if (error instanceof OverloadedError) return 503;
  if (ConvzooError.isInstance(error)) return statuses[error.code] ?? 500;
  if (typeof error === 'object' && error !== null && 'statusCode' in error) {
    const { statusCode } = error;
    if (typeof statusCode === 'number') return statusCode;
  }
  return 500;
}
