import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop run, so that Ctrl-C is heard: ONNX Runtime answers synchronously, and promises alone keep
 * the loop waiting. @throws the signal's reason, if it aborted
 */
export async function nextTask(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
