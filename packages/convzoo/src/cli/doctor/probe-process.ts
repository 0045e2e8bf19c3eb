/** The program of a process that starts one engine, measures it, and sends what it found to its parent. */
import { ConvzooError } from '@convzoo/core/errors';
import { measureSpeed, useRuntime } from '@convzoo/runtime';
import { createOnnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients that training needs.
import '@tensorflow/tfjs-layers';
import type { Failure, Probe } from './probe.js';

/** Plain JavaScript takes minutes for a training step of the micro-benchmark. */
const tooSlowMs = 300;

process.once('disconnect', () => process.exit(1));
tf.enableProdMode();
const name = process.argv[2] ?? 'auto';
const probe: Probe = await (name === 'auto' ? useRuntime('auto', { remeasure: true }) : probed(name)).catch(
  failureOf,
);
process.send?.(probe, () => process.exit());

async function probed(engine: string): Promise<Probe> {
  const [runtime = '', provider] = engine.split(':');
  const adapters = provider === undefined ? [] : [createOnnxRuntime({ providers: [provider] })];
  const report = await useRuntime(runtime, { adapters });
  const { inferenceMs } = await measureSpeed();
  // Training on onnxruntime-web is that of the row of wasm.
  const trainsElsewhere = report.name === 'onnxruntime-web';
  if (inferenceMs > tooSlowMs || trainsElsewhere) return { ...report, inferenceMs };
  try {
    return { ...report, ...(await measureSpeed({ training: true })) };
  } catch {
    return { ...report, inferenceMs };
  }
}

function failureOf(error: unknown): Failure {
  if (!ConvzooError.isInstance(error)) {
    return { reason: error instanceof Error ? error.message : String(error), missing: false };
  }
  const { found, remedy, code } = error;
  return { reason: found, ...(remedy === undefined ? {} : { remedy }), missing: code === 'missing-package' };
}
