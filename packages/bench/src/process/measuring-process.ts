/** The program of a process that does one job: the job in its argument, facts sent to its parent. */
import { type BrowserUsage, performInBrowser } from '../browser/perform-in-browser.js';
import { peakMemoryBytes } from '../environment/peak-memory.js';
import { measureAccuracy } from '../measure/accuracy.js';
import { compileNetwork } from '../measure/compiled.js';
import { startEngine } from '../measure/engine.js';
import { measureExplanation } from '../measure/explanation.js';
import { measureInference } from '../measure/inference.js';
import type { Job } from '../measure/job.js';
import { measurePeak } from '../measure/peak.js';
import type { Facts } from '../measure/row.js';
import type { Message } from '../measure/run-job.js';
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
  const { runtime, provider } = engine;
  switch (measure) {
    case 'inference':
      return await measureInference(builder, {
        ...options,
        compile:
          runtime === 'compiled'
            ? (classifier) => compileNetwork(classifier, { provider: provider ?? 'cpu', precision, batch })
            : undefined,
      });
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
