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

/** ONNX Runtime refused to compile or to run a program. */
export function programFailed(subject: string, expected: string, cause: unknown): ConvzooError {
  return new ConvzooError('invalid-model', { subject, expected, found: messageOf(cause), cause });
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
