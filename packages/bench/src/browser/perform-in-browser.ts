import { readFileSync } from 'node:fs';
import os from 'node:os';
import { type CDPSession, chromium } from 'playwright-core';
import type { Job } from '../measure/job.js';
import type { Facts } from '../measure/row.js';
import { findBrowser } from './find-browser.js';
import { servePage } from './page-server.js';

/** What the processes of the browser took. */
export interface BrowserUsage {
  readonly cpuMs: number;
  /** Highest resident memory of the page's process and the GPU's together; only Linux tells. */
  readonly peakMemoryBytes?: number;
}

/** WebGPU and GPUs that Chromium has reservations about; software drivers only where there is no other. */
const flags = [
  '--enable-unsafe-webgpu',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  ...(process.platform === 'linux' ? ['--enable-features=Vulkan'] : []),
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
];

/**
 * Does a job in a page of Chromium, on the backend that is the engine's provider. When this process is killed the
 * browser ends, too, as the pipe between them closes.
 *
 * @param pageFolder Scripts of the page; by default those built into this package.
 */
export async function performInBrowser(
  job: Job,
  backend: string,
  send: (facts: Facts) => void,
  pageFolder?: string,
): Promise<BrowserUsage> {
  const server = await servePage(pageFolder);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: flags });
  try {
    const page = await browser.newPage();
    const crashed = new Promise<never>((_, reject) => {
      page.once('crash', () => reject(new Error('The page crashed, probably out of memory.')));
      page.once('pageerror', reject);
    });
    crashed.catch(() => {});
    await page.exposeFunction('send', (facts: Facts) => send(ofHost(facts, browser.version())));
    await page.goto(server.url);
    await Promise.race([page.waitForFunction('globalThis.perform'), crashed]);
    const module = job.kind === 'subject' ? server.urlOf(job.model.module) : null;
    const args = JSON.stringify([job, backend, module]);
    await Promise.race([page.evaluate(`perform(...${args}, send)`), crashed]);
    return await usageOf(await browser.newBrowserCDPSession());
  } finally {
    await browser.close();
    server.close();
  }
}

/** A page knows neither the processor's name nor the browser's whole version. */
function ofHost(facts: Facts, chromium: string): Facts {
  if (facts.versions === undefined) return facts;
  const device = facts.device?.replace(/^CPU\b/, os.cpus()[0]?.model.trim() ?? 'CPU');
  return { ...facts, ...(device !== undefined && { device }), versions: { ...facts.versions, chromium } };
}

async function usageOf(session: CDPSession): Promise<BrowserUsage> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const cpuMs = 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const peaks = processInfo.filter(({ type }) => /renderer|gpu/i.test(type)).flatMap(({ id }) => peakOf(id));
  return peaks.length === 0
    ? { cpuMs }
    : { cpuMs, peakMemoryBytes: peaks.reduce((sum, peak) => sum + peak, 0) };
}

function peakOf(pid: number): number[] {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? [] : [1024 * Number(kibibytes)];
  } catch {
    return [];
  }
}
