/** The program of a process that does one job: the job in its argument, facts sent to its parent. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageClassifier, StateDict } from '@convzoo/core';
import { saveWeights } from '@convzoo/weights';
import { type BrowserUsage, performInBrowser } from '../browser/perform-in-browser.js';
import { peakMemoryBytes } from '../environment/peak-memory.js';
import { measureAccuracy } from '../measure/accuracy.js';
import { type CompiledNetwork, compileNetwork, storeInt8 } from '../measure/compiled.js';
import { startEngine } from '../measure/engine.js';
import { measureExplanation } from '../measure/explanation.js';
import { measureInference } from '../measure/inference.js';
import type { Job } from '../measure/job.js';
import { measureLoading, type StoredNetwork, storeWeights } from '../measure/loading.js';
import { measurePeak } from '../measure/peak.js';
import type { Facts } from '../measure/row.js';
import type { Message } from '../measure/run-job.js';
import { scratchFolderOf } from '../measure/scratch-folder.js';
import { parseEngine } from '../measure/subject.js';
import { measureTraining } from '../measure/training.js';
import { importBuilder } from '../models/import-builder.js';

// Without its parent there is nobody to measure for.
process.once('disconnect', () => process.exit(1));

const job: Job = JSON.parse(process.argv[2] ?? '');
const engine = parseEngine(job.kind === 'subject' ? job.subject.requested : job.engine);
let usage: BrowserUsage | undefined;
try {
  if (engine.runtime === 'browser') usage = await performInBrowser(job, engine.provider ?? '', send);
  else await perform(job);
} catch (error) {
  send({ error: error instanceof Error ? error.message : String(error) });
}
const { user, system } = process.cpuUsage();
const last: Message = {
  peakMemoryBytes: peakMemoryBytes(),
  ...usage,
  cpuMs: (user + system) / 1000 + (usage?.cpuMs ?? 0),
};
process.send?.(last, () => process.exit());

async function perform(job: Job): Promise<void> {
  send(await startEngine(engine));
  if (job.kind === 'probe') return;
  if (job.kind === 'peak') return void process.send?.(await measurePeak());
  const { subject, model, sampling, task, round } = job;
  const { batch, measure, precision } = subject;
  const builder = await importBuilder(model);
  const options = { batch, classes: model.classes, sampling, report: send };
  const provider = engine.provider ?? 'cpu';
  const compile =
    engine.runtime === 'compiled'
      ? (classifier: ImageClassifier): Promise<CompiledNetwork> =>
          compileNetwork(classifier, { provider, precision, batch })
      : undefined;
  switch (measure) {
    case 'inference':
      return await measureInference(builder, { ...options, compile });
    case 'loading': {
      const folder = scratchFolder();
      const store = (classifier: ImageClassifier): Promise<StoredNetwork> =>
        precision === 'int8'
          ? storeInt8(classifier, join(folder, 'model.onnx'), provider)
          : storeWeights(classifier, (weights) => saveFile(folder, weights), compile);
      return await measureLoading(builder, { ...options, store });
    }
    case 'training':
      return await measureTraining(builder, options);
    case 'explanation':
      return await measureExplanation(builder, options);
    case 'accuracy':
      return send({
        accuracy: await measureAccuracy(builder, {
          name: model.name,
          task: task!,
          seed: round,
          save: job.save,
          report: send,
        }),
      });
  }
}

async function saveFile(folder: string, weights: StateDict): Promise<string> {
  const file = join(folder, 'model.safetensors');
  await saveWeights(file, weights);
  return file;
}

function scratchFolder(): string {
  const folder = scratchFolderOf(process.pid);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { mode: 0o700 });
  process.once('exit', remove);
  return folder;
}

function send(facts: Facts): void {
  process.send?.(facts);
}
