/** The program of a process that does one job: the job in its argument, facts sent to its parent. */

import { peakMemoryBytes } from '../environment/peak-memory.js';
import { importBuilder } from '../models/import-builder.js';
import { measureAccuracy } from './accuracy.js';
import { startEngine } from './engine.js';
import { measureExplanation } from './explanation.js';
import { measureInference } from './inference.js';
import type { Job } from './job.js';
import { measurePeak } from './peak.js';
import type { Facts } from './row.js';
import type { Message } from './run-job.js';
import { parseEngine } from './subject.js';
import { measureTraining } from './training.js';

// Without its parent there is nobody to measure for.
process.once('disconnect', () => process.exit(1));

const job: Job = JSON.parse(process.argv[2] ?? '');
try {
  await perform(job);
} catch (error) {
  send({ error: error instanceof Error ? error.message : String(error) });
}
const { user, system } = process.cpuUsage();
const last: Message = { peakMemoryBytes: peakMemoryBytes(), cpuMs: (user + system) / 1000 };
process.send?.(last, () => process.exit());

async function perform(job: Job): Promise<void> {
  const engine = parseEngine(job.kind === 'subject' ? job.subject.requested : job.engine);
  send(await startEngine(engine));
  if (job.kind === 'probe') return;
  if (job.kind === 'peak') return void process.send?.(await measurePeak());
  const { subject, model, sampling, task, round } = job;
  const { batch, measure, precision } = subject;
  const builder = await importBuilder(model);
  const options = { engine, precision, batch, classes: model.classes, sampling, report: send };
  switch (measure) {
    case 'inference':
      return await measureInference(builder, options);
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
          report: send,
        }),
      });
  }
}

function send(facts: Facts): void {
  process.send?.(facts);
}
