import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium } from '@convzoo/browser-tests';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundlePage } from '../../tools/bundle-page.mjs';
import type { Job } from '../measure/job.js';
import { type Facts, rowOf } from '../measure/row.js';
import type { Measure, Subject } from '../measure/subject.js';
import { deviceKind } from '../report/tables.js';
import { performInBrowser } from './perform-in-browser.js';

const executablePath = findChromium();

/** As the package of somebody else would hold it. */
const outsideNetwork = `
import { classifierBuilder } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
export const tiny = classifierBuilder(() => resnet20.architecture({ width: 0.25, inputShape: [16, 8] }));
`;

describe.runIf(executablePath !== undefined)('in a page of Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-page-'));
  const page = join(folder, 'page');
  beforeAll(async () => {
    vi.stubEnv('CHROMIUM_PATH', executablePath);
    await bundlePage(page, { source: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'net.js'), outsideNetwork);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  const subjectOf = (measure: Measure, backend: string): Subject => ({
    ...{ measure, model: 'tiny', requested: `browser:${backend}` },
    ...{ precision: 'float32', batch: 2, task: null },
  });
  const jobOf = (subject: Subject, name = 'tiny'): Job => ({
    ...{ kind: 'subject', subject, round: 0, sampling: { warmups: 1, samples: 6, timeMs: 1 } },
    model: { name, export: name, module: pathToFileURL(join(folder, 'net.js')).href, classes: 10 },
  });
  async function factsOf(job: Job, backend: string): Promise<Facts> {
    let facts: Facts = {};
    const send = (more: Facts): void => {
      facts = { ...facts, ...more };
    };
    const usage = await performInBrowser(job, backend, send, page);
    expect(usage.cpuMs).toBeGreaterThan(0);
    return { ...facts, ...usage };
  }

  it.each(['inference', 'loading', 'training', 'explanation'] as const)(
    '%s has the same facts as in Node',
    async (measure) => {
      const subject = subjectOf(measure, 'wasm');
      const row = rowOf(subject, [await factsOf(jobOf(subject), 'wasm')]);
      expect(row).toMatchObject({
        runtime: 'browser',
        provider: 'wasm',
        isGpu: false,
        inputShape: [16, 8, 3],
        leakedTensors: 0,
        versions: { '@tensorflow/tfjs-backend-wasm': '4.22.0', chromium: expect.stringMatching(/^\d+\./) },
      });
      expect(row.error).toBeUndefined();
      expect(row.samples).toBeGreaterThanOrEqual(measure === 'inference' ? 6 : 1);
      expect(row.parameters).toBeGreaterThan(0);
      expect(deviceKind(row)).toBe('CPU');
    },
  );

  it.each(['webgl', 'webgpu'])('%s names the device, and software as such', async (backend) => {
    const subject = subjectOf('inference', backend);
    const row = rowOf(subject, [await factsOf(jobOf(subject), backend)]);
    expect(row.error).toBeUndefined();
    expect(row.samples).toBeGreaterThanOrEqual(6);
    const isSoftware = /swiftshader|llvmpipe|software/i.test(row.device ?? '');
    expect(deviceKind(row)).toBe(isSoftware ? 'software' : 'GPU');
  });

  it('a network that the module does not export is an error of the row', async () => {
    const { error } = await factsOf(jobOf(subjectOf('inference', 'wasm'), 'huge'), 'wasm');
    expect(error).toMatch(/expected huge to be a builder of classifiers, found no such export/);
  });
});
