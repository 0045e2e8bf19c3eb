import { ConvzooError } from '@convzoo/core';
import { isRuntime } from '@convzoo/runtime';
import { createOnnxRuntime, onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import { expect, test } from 'vitest';

// The backend does not depend on convzoo: that it fits is seen from here.

test("the backend's starter is one of convzoo's runtimes", () => {
  expect(isRuntime(onnxRuntime)).toBe(true);
});

test("the backend's errors are recognized as convzoo's", async () => {
  const error = await createOnnxRuntime({ providers: ['no-such'] })
    .start()
    .catch((e: unknown) => e);
  expect(ConvzooError.isInstance(error) && error.code).toBe('runtime-unavailable');
});
