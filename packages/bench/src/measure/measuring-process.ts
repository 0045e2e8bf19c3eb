/** The program of a process that measures one row: a job in its argument, facts sent to its parent. */
import { type ClassifierBuilder, ConvzooError } from '@convzoo/core';
import { useRuntime } from '@convzoo/runtime';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import type { Model } from '../models/models.js';
import { measure } from './inference.js';
import type { Job } from './job.js';
import { peakMemoryBytes } from './peak-memory.js';
import type { Facts } from './row.js';

// Without its parent there is nobody to measure for.
process.once('disconnect', () => process.exit(1));

const job: Job = JSON.parse(process.argv[2] ?? '');
try {
  const { name, device, isGpu, versions, passedOver } = await useRuntime(job.runtime, {
    adapters: [onnxRuntime],
  });
  report({ runtime: name, device, isGpu, versions, passedOver });
  const builder = await importBuilder(job.model);
  await measure(builder, { ...job, classes: job.model.classes, report });
} catch (error) {
  report({ error: error instanceof Error ? error.message : String(error) });
}
process.send?.({ peakMemoryBytes: peakMemoryBytes() } satisfies Facts, () => process.exit());

function report(facts: Facts): void {
  process.send?.(facts);
}

async function importBuilder({ module, export: name }: Model): Promise<ClassifierBuilder> {
  const exports: Record<string, unknown> = await import(module);
  const builder = exports[name];
  if (isBuilder(builder)) return builder;
  throw new ConvzooError('unknown-name', {
    subject: `exports of ${module}`,
    expected: `${name} to be a builder of classifiers`,
    found: builder === undefined ? 'no such export' : `a ${typeof builder}`,
  });
}

function isBuilder(value: unknown): value is ClassifierBuilder {
  return typeof value === 'function' && 'architecture' in value && typeof value.architecture === 'function';
}
