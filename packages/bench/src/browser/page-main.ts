/** The program of the page that measures: one job, whose facts it reports to Node. */
import { ConvzooError } from '@convzoo/core';
import { useRuntime } from '@convzoo/runtime';
import { formatSafetensors } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { measureExplanation } from '../measure/explanation.js';
import { measureInference } from '../measure/inference.js';
import type { Job } from '../measure/job.js';
import { measureLoading, storeWeights } from '../measure/loading.js';
import { measurePeak, type Peak } from '../measure/peak.js';
import type { Facts } from '../measure/row.js';
import { timed } from '../measure/sample.js';
import { measureTraining } from '../measure/training.js';
import { builderIn } from '../models/builder-in.js';

/** Registers a backend of TF.js, and gives the version of its package. */
const backends: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  wasm: async () => {
    const { version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
    return { '@tensorflow/tfjs-backend-wasm': version_wasm };
  },
  webgl: async () => {
    const { version_webgl } = await import('@tensorflow/tfjs-backend-webgl');
    return { '@tensorflow/tfjs-backend-webgl': version_webgl };
  },
  webgpu: async () => {
    await import('@tensorflow/tfjs-backend-webgpu');
    return { '@tensorflow/tfjs-backend-webgpu': tf.version_core };
  },
};

/**
 * Does a job on a backend of this page.
 *
 * @param module What the page imports to get the network.
 * @param send Called with each fact as soon as it is known, and with the error that ends the job.
 */
export async function perform(
  job: Job,
  backend: string,
  module: string | null,
  send: (facts: Facts | Peak) => void,
): Promise<void> {
  try {
    tf.enableProdMode();
    send(await startBackend(backend));
    if (job.kind === 'peak') send(await measurePeak());
    if (job.kind === 'subject') await measure(job, module ?? job.model.module, send);
  } catch (error) {
    send({ error: error instanceof Error || ConvzooError.isInstance(error) ? error.message : String(error) });
  }
}

async function startBackend(backend: string): Promise<Facts> {
  const [{ device, isGpu, versions }, startMs] = await timed(async () => {
    const own = await backends[backend]!();
    const report = await useRuntime(backend);
    return { ...report, versions: { ...report.versions, ...own } };
  });
  return { runtime: 'browser', provider: backend, device, isGpu, versions, passedOver: [], startMs };
}

async function measure(
  { subject, model, sampling }: Extract<Job, { kind: 'subject' }>,
  module: string,
  report: (facts: Facts) => void,
): Promise<void> {
  const exports: Record<string, unknown> = await import(/* @vite-ignore */ module);
  const builder = builderIn(exports, model);
  const options = { batch: subject.batch, classes: model.classes, sampling, report };
  switch (subject.measure) {
    case 'inference':
      return await measureInference(builder, options);
    case 'loading':
      return await measureLoading(builder, {
        ...options,
        store: (classifier) =>
          storeWeights(classifier, async (weights) => new Blob([new Uint8Array(formatSafetensors(weights))])),
      });
    case 'training':
      return await measureTraining(builder, options);
    case 'explanation':
      return await measureExplanation(builder, options);
    case 'accuracy':
      throw new Error('accuracy is not measured in a page: training data are read in Node.');
  }
}
