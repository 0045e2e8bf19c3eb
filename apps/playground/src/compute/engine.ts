import { useRuntime } from '@convzoo/runtime';
import type { EngineInfo } from './jobs.js';

/** Starts the best engine that works here. */
export async function startEngine(): Promise<EngineInfo> {
  const { name, device, isGpu } = await useRuntime('auto');
  return { name, device, isGpu };
}
