import { ConvzooError } from '@convzoo/core';

/** ONNX Runtime, or one of its providers, can't be used. */
export function unavailable(subject: string, found: string, remedy: string, cause?: unknown): ConvzooError {
  return new ConvzooError('runtime-unavailable', {
    subject,
    expected: 'an engine that starts and computes',
    found,
    remedy,
    cause,
  });
}

/** ONNX Runtime refused to compile a program. */
export function compilationFailed(subject: string, cause: unknown): ConvzooError {
  const expected = 'a program that ONNX Runtime accepts';
  return new ConvzooError('invalid-model', { subject, expected, found: messageOf(cause), cause });
}

/** ONNX Runtime could not run what it had compiled: for want of memory, say. */
export function runFailed(subject: string, cause: unknown): ConvzooError {
  const expected = 'ONNX Runtime to run it';
  return new ConvzooError('run-failed', { subject, expected, found: messageOf(cause), cause });
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
